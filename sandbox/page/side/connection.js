// How the bot is doing, said at the foot of the sidebar and, when it is away, above the messages.
import { fill, h } from "/page/dom.js";
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

export function connectionWords() {
  if (!state.isOnline) return ["cut", "The sandbox is not reachable, trying again"];
  if (!state.isBotConnected) return ["off", `${botName()} is not connected, messages wait`];
  return ["on", `${botName()} is connected`];
}
