// How the bot is doing, said at the foot of the sidebar and, when it is away, above the messages.
import { span } from "/page/behind/clock.js";
import { fill, h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { botName, on, state } from "/page/state.js";

export function connection() {
  const badge = h("p", { class: "connection", role: "status" });
  on("bot users", () => {
    const [kind, words] = connectionWords();
    badge.className = `connection is-${kind}`;
    fill(badge, h("span", { class: "lamp", "aria-hidden": "true" }), words);
  });
  return badge;
}

/** Only while the workspace's clock is not the real one. */
export function clockLine() {
  const line = h("p", { class: "connection", hidden: true });
  on("clock me", () => {
    line.hidden = state.ahead < 60;
    fill(line, icon("clock"), `The clock is ${span(state.ahead)} ahead`);
  });
  return line;
}

export function connectionWords() {
  if (!state.isOnline) return ["cut", "The sandbox is not reachable, trying again"];
  if (!state.isBotConnected) return ["off", `${botName()} is not connected, messages wait`];
  return ["on", `${botName()} is connected`];
}
