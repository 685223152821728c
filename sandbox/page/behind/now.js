// What is wrong now: each fault in a sentence, how long it lasts, and the way to end it.
import { send } from "/page/api.js";
import { arrange, h, keepFocus } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { isPanelOpen } from "/page/panels.js";
import { channel, channelName, on, state, tell } from "/page/state.js";
import { attempt } from "/page/toast.js";
import { labelOf, titleOf } from "/page/behind/words.js";

const SAID_ELSEWHERE = new Set(["id", "kind", "times", "seconds", "method", "channel", "holding"]);

export function noteFaults(faults) {
  const now = Date.now();
  state.faults = faults.map((fault) => ({ ...fault, until: fault.seconds ? now + fault.seconds * 1000 : null }));
  tell("faults");
}

export function nowPart() {
  const list = h("ul", { class: "faults-on", "aria-label": "Faults that are on" });
  const calm = h(
    "p",
    { class: "faults-calm" },
    h("span", { class: "lamp", "aria-hidden": "true" }),
    "Nothing is wrong.",
  );
  const all = h(
    "button",
    { type: "button", id: "end-all-faults", class: "button", on: { click: () => mend({}) } },
    "End all",
  );
  const part = h("section", { class: "faults-now", "aria-label": "Now" }, calm, list, all);
  const draw = () => {
    calm.hidden = state.faults.length > 0;
    all.hidden = state.faults.length < 2;
    keepFocus(() => arrange(list, state.faults.map(item)));
  };
  on("faults channels", draw);
  setInterval(() => isPanelOpen("faults") && state.faults.some((fault) => fault.until) && draw(), 1000);
  draw();
  return part;
}

async function mend(which) {
  let left = null;
  await attempt(
    send("mend", which).then((answer) => {
      left = answer.faults;
    }),
  );
  if (left) noteFaults(left);
}

function item(fault) {
  const words = lasting(fault);
  return {
    key: fault.id,
    print: JSON.stringify([fault, words]),
    build: () =>
      h(
        "li",
        { class: "fault-on" },
        icon("storm"),
        h(
          "span",
          { class: "fault-words" },
          h("strong", {}, titleOf(fault.kind)),
          h("span", { class: "quiet" }, [about(fault), words].filter(Boolean).join(" · ")),
        ),
        h(
          "button",
          {
            type: "button",
            id: `end-${fault.id}`,
            class: "button",
            "aria-label": `End: ${titleOf(fault.kind)}`,
            on: { click: () => mend({ id: fault.id }) },
          },
          "End",
        ),
      ),
  };
}

function about(fault) {
  const place = fault.channel && channel(fault.channel);
  const more = Object.entries(fault).filter(
    ([name, value]) => !SAID_ELSEWHERE.has(name) && name !== "until" && value !== null,
  );
  return [
    fault.method,
    fault.channel && (place ? channelName(place) : fault.channel),
    ...more.map(([name, value]) => `${labelOf(name)}: ${value}`),
    fault.holding ? `${fault.holding} waiting` : "",
  ]
    .filter(Boolean)
    .join(", ");
}

function lasting(fault) {
  if (fault.until) return `${Math.max(0, Math.ceil((fault.until - Date.now()) / 1000))} s more`;
  if (fault.times === null || fault.times === undefined) return "until it is ended";
  return fault.times === 1 ? "once more" : `${fault.times} times more`;
}
