// The panel "What can go wrong": what is wrong now, the clock, faults to choose from, events to push, how much is used up.
import { h } from "/page/dom.js";
import { clockPart } from "/page/behind/clock.js";
import { eventsPart } from "/page/behind/events.js";
import { kindsPart } from "/page/behind/kinds.js";
import { limitsPart } from "/page/behind/limits.js";
import { nowPart } from "/page/behind/now.js";
import { closeButton, closesOnEscape, panelButton } from "/page/panels.js";
import { on, state } from "/page/state.js";

export function faultsPanel(panel) {
  panel.append(
    h("header", { class: "panel-head" }, h("h2", {}, "What can go wrong"), closeButton("faults", "Close")),
    h("div", { class: "scroller faults-body" }, nowPart(), clockPart(), kindsPart(), eventsPart(), limitsPart()),
  );
  closesOnEscape("faults");
}

export function faultsButton() {
  const button = panelButton("faults", { words: "What can go wrong", sign: "storm" });
  const count = h("span", { class: "mentions is-bad", hidden: true });
  button.append(count);
  on("faults", () => {
    const number = state.faults.length;
    count.hidden = number === 0;
    count.textContent = String(number);
    count.title = number === 1 ? "One fault is on" : `${number} faults are on`;
  });
  return button;
}
