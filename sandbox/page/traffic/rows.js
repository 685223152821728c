// One line of the traffic: when, which way, what, as whom, how it went, how long it took.
import { clockWithSeconds } from "/page/dates.js";
import { h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { botName, nameOf } from "/page/state.js";
import { milliseconds } from "/page/talk/chips.js";
import { isBadEntry, isRequest } from "/page/traffic/ledger.js";

export function arrow(entry) {
  const way = isRequest(entry) ? "from" : "to";
  return h(
    "span",
    { class: `way way-${way}`, title: way === "to" ? `to ${botName()}` : `from ${botName()}` },
    icon(way === "to" ? "right" : "left"),
    h("span", { class: "unseen" }, way === "to" ? `to ${botName()} ` : `from ${botName()} `),
  );
}

export function stateWords(entry) {
  const done = isRequest(entry) ? "answered" : "acknowledged";
  const words = { waiting: "waiting", acked: done, failed: entry.error ?? "unknown_error" }[entry.state];
  return entry.attempts > 1 ? `${words}, ${entry.attempts} attempts` : words;
}

/** For `arrange`: `open` is called with the entry, `isOpen` says whether its details stand beside the list. */
export function rowItem(entry, { open, isOpen }) {
  return {
    key: entry.id,
    print: JSON.stringify([entry, isOpen, nameOf(entry.as)]),
    build: () =>
      h(
        "li",
        {},
        h(
          "button",
          {
            type: "button",
            id: `entry-${entry.id}`,
            class: ["entry", isBadEntry(entry) && "is-bad", entry.state].filter(Boolean).join(" "),
            "aria-expanded": String(isOpen),
            tabindex: "-1",
            on: { click: () => open(entry) },
          },
          h("span", { class: "entry-at quiet" }, clockWithSeconds(entry.at * 1000)),
          arrow(entry),
          h("span", { class: "entry-kind quiet" }, entry.kind),
          h("bdi", { class: "entry-what" }, entry.what),
          h("bdi", { class: "entry-as quiet" }, entry.as ? nameOf(entry.as) : ""),
          h("span", { class: "entry-state" }, stateWords(entry)),
          h("span", { class: "entry-took" }, entry.state === "waiting" ? "…" : milliseconds(entry.ms)),
        ),
      ),
  };
}
