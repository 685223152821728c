// The traffic inspector: what goes to the bot and comes from it, live, with everything that was said.
import { arrange, fill, h, keepFocus } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { closeButton, closesOnEscape, panelButton } from "/page/panels.js";
import { roving } from "/page/roving.js";
import { botName, on, tell } from "/page/state.js";
import { isBad, milliseconds } from "/page/talk/chips.js";
import { detailPane } from "/page/traffic/detail.js";
import * as ledger from "/page/traffic/ledger.js";
import { rowItem } from "/page/traffic/rows.js";

const MOST_ROWS = 200;

export function trafficPanel(panel) {
  const summary = h("span", { class: "quiet traffic-summary", role: "status" });
  const list = h("ol", { class: "entries", "aria-label": "Newest first" });
  const empty = h("p", { class: "traffic-empty quiet" });
  const detail = detailPane((id) => {
    draw();
    (document.getElementById(`entry-${id}`) ?? list.querySelector("button"))?.focus();
  });
  const settle = roving(list, "button");

  const open = (entry) => {
    if (detail.shownId() === entry.id) return detail.close();
    detail.open(entry);
    return tell("traffic");
  };
  const draw = () => {
    if (panel.hidden) return;
    const entries = ledger.latest();
    const shown = detail.shownId();
    summary.textContent = summaryWords(entries);
    empty.textContent = entries.length === 0 ? emptyWords() : "";
    const item = (entry) => rowItem(entry, { open, isOpen: entry.id === shown });
    keepFocus(() => arrange(list, entries.slice(0, MOST_ROWS).map(item)));
    settle();
    panel.classList.toggle("has-detail", Boolean(shown));
    const changed = entries.find((entry) => entry.id === shown);
    if (changed) detail.open(changed, { isMoved: false });
  };

  panel.append(
    h(
      "header",
      { class: "panel-head" },
      h("h2", {}, "Traffic"),
      summary,
      tools(),
      closeButton("traffic", "Close traffic"),
    ),
    h("div", { class: "traffic-body" }, h("div", { class: "scroller" }, list, empty), detail.element),
  );
  closesOnEscape("traffic");
  on("traffic users me", draw);
}

function tools() {
  const shown = h(
    "select",
    {
      class: "field small",
      "aria-label": "Show",
      on: { change: (event) => ledger.show({ shown: event.target.value }) },
    },
    Object.entries(ledger.SHOWN).map(([value, [words]]) => h("option", { value }, words)),
  );
  const text = h("input", {
    class: "field small",
    type: "search",
    placeholder: "Filter",
    "aria-label": "Filter traffic",
    on: { input: (event) => ledger.show({ text: event.target.value.trim() }) },
  });
  const pause = h(
    "button",
    {
      type: "button",
      class: "tool with-words",
      "aria-pressed": "false",
      on: {
        click: () => {
          const isOn = pause.getAttribute("aria-pressed") !== "true";
          pause.setAttribute("aria-pressed", String(isOn));
          ledger.pause(isOn);
        },
      },
    },
    icon("pause"),
    "Pause",
  );
  const clear = h(
    "button",
    { type: "button", class: "tool with-words", on: { click: ledger.clear } },
    icon("clear"),
    "Clear",
  );
  return h("div", { class: "traffic-tools" }, shown, text, pause, clear);
}

function summaryWords(entries) {
  const { all, bad, waiting } = ledger.counts();
  if (waiting) return `Paused, ${waiting} more came`;
  if (all === 0) return "";
  const shown = entries.length < all ? `${entries.length} of ${all}` : String(all);
  return `${shown}${bad ? `, ${bad} late or failed` : ", all in time"}`;
}

function emptyWords() {
  if (ledger.isFiltered()) return "Nothing here matches.";
  return `Nothing has gone to ${botName()} yet. Type a command, press a button, and see what goes over the wire.`;
}

export function trafficButton() {
  const button = panelButton("traffic", { words: "Traffic", sign: "pulse" });
  const last = h("span", { class: "traffic-last" });
  button.append(last);
  on("traffic", () => {
    const ended = ledger.lastDelivery();
    fill(last, ended && (ended.state === "failed" ? "failed" : milliseconds(ended.ms)));
    last.classList.toggle("is-bad", Boolean(ended && isBad(ended)));
  });
  return button;
}
