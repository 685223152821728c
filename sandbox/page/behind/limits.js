// How much of what it may ask for the bot has used up: a meter for each of its calls.
import { ask } from "/page/api.js";
import { fill, h } from "/page/dom.js";
import { isPanelOpen } from "/page/panels.js";
import { channel, channelName, on } from "/page/state.js";

const AGAIN_MS = 2000;

export function limitsPart() {
  const list = h("div", { class: "meters" });
  const look = async () => {
    if (!isPanelOpen("faults")) return;
    const answer = await ask("limits").catch(() => null);
    if (answer)
      fill(list, answer.are_on ? drawAll(answer.limits) : h("p", { class: "quiet" }, "They are switched off."));
  };
  on("faults me", look);
  setInterval(look, AGAIN_MS);
  return h("section", { class: "faults-limits", "aria-label": "Rate limits" }, h("h3", {}, "Rate limits"), list);
}

function drawAll(limits) {
  if (limits.length === 0) return h("p", { class: "quiet" }, "Nothing is used up.");
  return limits.map(drawOne);
}

function drawOne({ method, channel: channelId, used, allowed, resets_in: resetsIn }) {
  const place = channelId && (channel(channelId) ? channelName(channel(channelId)) : channelId);
  const name = place ? `${method} in ${place}` : method;
  const gauge = h("meter", { min: 0, max: allowed, high: allowed * 0.7, optimum: 0, value: used, "aria-label": name });
  return h(
    "div",
    { class: "meter" },
    h("bdi", { class: "meter-name" }, name),
    h("span", { class: "quiet" }, `${used} of ${allowed}, whole again in ${Math.ceil(resetsIn)} s`),
    gauge,
  );
}
