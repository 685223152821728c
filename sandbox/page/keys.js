// The page by keyboard: keys that work wherever one is, and the list of them.
import { h } from "/page/dom.js";
import { icon } from "/page/icons.js";

/** What F6 goes round. */
const AREAS = [
  "#sidebar .channel[tabindex='0']",
  "main .log",
  "#app-home",
  "#composer",
  "#thread .log",
  "#faults",
  "#traffic",
  "#tour",
];

const LIST = [
  [
    "Everywhere",
    [
      [["Ctrl", "K"], "Search"],
      [["F6"], "Next part of the page (with Shift: the one before)"],
      [["Alt", "↑ ↓"], "Channel above or below"],
      [["Esc"], "Close what lies on top"],
      [["?"], "This list (Ctrl+/ while you type)"],
    ],
  ],
  [
    "Among messages",
    [
      [["↑ ↓"], "Walk from message to message"],
      [["Home"], "To the beginning"],
      [["End"], "To the newest"],
      [["Tab"], "To what can be done with the message"],
      [["R"], "React"],
      [["T"], "Open the thread"],
      [["E"], "Edit your own"],
    ],
  ],
  [
    "While you write",
    [
      [["Enter"], "Send"],
      [["Shift", "Enter"], "New line"],
      [["/"], "The bot’s commands"],
      [["@"], "People and groups"],
      [["#"], "Channels"],
      [["↑"], "Edit what you wrote last"],
    ],
  ],
];

export function keys() {
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches?.("input, textarea, select, [contenteditable]");
    const isCtrl = event.ctrlKey || event.metaKey;
    if ((event.key === "?" && !isTyping && !isCtrl) || (event.key === "/" && isCtrl)) take(event, openKeys);
    else if (event.key === "F6") take(event, () => goRound(event.shiftKey ? -1 : 1));
    else if (event.altKey && !isCtrl && ["ArrowUp", "ArrowDown"].includes(event.key))
      take(event, () => goAlong(event.key === "ArrowUp" ? -1 : 1));
  });
}

export function keysButton() {
  const properties = { type: "button", class: "tool", "aria-label": "Keyboard", title: "Keyboard" };
  return h("button", { ...properties, id: "keys-button", on: { click: openKeys } }, icon("keyboard"));
}

function take(event, run) {
  if (document.querySelector("dialog[open]")) return;
  event.preventDefault();
  run();
}

function goRound(step) {
  const areas = AREAS.map((selector) => document.querySelector(selector)).filter((each) => each?.checkVisibility());
  const at = areas.findIndex((each) => areaOf(each).contains(document.activeElement));
  areas.at((at + step) % areas.length)?.focus();
}

/** A stop stands for the part it is in. */
function areaOf(stop) {
  return stop.closest(".sidebar, .log-frame, .app-home, .room-foot, .faults, .traffic, .tour") ?? stop;
}

function goAlong(step) {
  const all = [...document.querySelectorAll("#sidebar .channel")];
  const at = all.findIndex((each) => each.getAttribute("aria-current"));
  all[at + step]?.click();
}

function openKeys() {
  const close = () => dialog.close();
  const dialog = h(
    "dialog",
    { class: "modal keys", "aria-labelledby": "keys-title", on: { close: () => dialog.remove() } },
    h(
      "header",
      { class: "modal-head" },
      h("h2", { id: "keys-title" }, "Keyboard"),
      h(
        "button",
        { type: "button", class: "tool", "aria-label": "Close", title: "Close", on: { click: close } },
        icon("close"),
      ),
    ),
    h("div", { class: "modal-body keys-body" }, LIST.map(drawGroup)),
  );
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  document.body.append(dialog);
  dialog.showModal();
}

function drawGroup([title, rows]) {
  return h(
    "section",
    {},
    h("h3", {}, title),
    h(
      "dl",
      {},
      rows.map(([keys, words]) =>
        h(
          "div",
          {},
          h(
            "dt",
            {},
            keys.map((key, at) => [at > 0 ? " " : "", h("kbd", {}, key)]),
          ),
          h("dd", {}, words),
        ),
      ),
    ),
  );
}
