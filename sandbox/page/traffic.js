// The deliveries to the bot: what, as whom, how it went, how long it took.
import { isBad, milliseconds } from "/page/talk/chips.js";
import { clockWithSeconds } from "/page/dates.js";
import { arrange, fill, h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { nameOf, on, state } from "/page/state.js";

export function trafficPanel(panel) {
  const rows = h("tbody");
  const summary = h("span", { class: "quiet" });
  const close = h(
    "button",
    { type: "button", class: "tool", "aria-label": "Close traffic", on: { click: () => toggle(false) } },
    icon("close"),
  );
  const columns = ["At", "What", "As", "State", "Took"].map((name) => h("th", { scope: "col" }, name));
  panel.append(
    h("header", { class: "panel-head" }, h("h2", {}, "Traffic"), summary, close),
    h("div", { class: "scroller" }, h("table", {}, h("thead", {}, h("tr", {}, columns)), rows)),
  );
  on("traffic users me", () => {
    const latest = state.deliveries.slice().reverse();
    summary.textContent = summaryOf(latest);
    arrange(
      rows,
      latest.map((delivery) => ({
        key: delivery.id,
        print: JSON.stringify([delivery, state.me?.id]),
        build: () => drawRow(delivery),
      })),
    );
  });
}

function summaryOf(deliveries) {
  if (deliveries.length === 0) return "Nothing has gone to Steward yet";
  const late = deliveries.filter(isBad).length;
  return `${deliveries.length} deliveries${late ? `, ${late} late or failed` : ", all in time"}`;
}

function drawRow(delivery) {
  const words = { waiting: "waiting", acked: "acknowledged", failed: `failed: ${delivery.error ?? "unknown_error"}` }[
    delivery.state
  ];
  const again = delivery.attempts > 1 ? `, ${delivery.attempts} attempts` : "";
  return h(
    "tr",
    { class: isBad(delivery) ? "is-bad" : delivery.state },
    h("td", { class: "number quiet" }, clockWithSeconds(moment(delivery.at))),
    h("td", {}, h("span", { class: "quiet" }, `${delivery.kind} `), h("bdi", { class: "what" }, delivery.what)),
    h("td", {}, h("bdi", {}, delivery.as ? nameOf(delivery.as) : "–")),
    h("td", {}, `${words}${again}`),
    h("td", { class: "number" }, delivery.state === "waiting" ? "…" : milliseconds(delivery.ms)),
  );
}

function moment(at) {
  return typeof at === "number" ? at * 1000 : Date.parse(at);
}

export function trafficButton() {
  const button = h(
    "button",
    {
      type: "button",
      class: "tool with-words traffic-button",
      id: "traffic-button",
      "aria-expanded": "false",
      "aria-controls": "traffic",
      on: { click: () => toggle() },
    },
    icon("pulse"),
    "Traffic",
  );
  const last = h("span", { class: "traffic-last" });
  button.append(last);
  on("traffic", () => {
    const ended = state.deliveries.findLast((delivery) => delivery.state !== "waiting");
    fill(last, ended && (ended.state === "failed" ? "failed" : milliseconds(ended.ms)));
    last.classList.toggle("is-bad", Boolean(ended && isBad(ended)));
  });
  return button;
}

function toggle(isOpen) {
  const panel = document.getElementById("traffic");
  panel.hidden = isOpen === undefined ? !panel.hidden : !isOpen;
  document.getElementById("frame").classList.toggle("has-traffic", !panel.hidden);
  const button = document.getElementById("traffic-button");
  button.setAttribute("aria-expanded", String(!panel.hidden));
  if (panel.hidden) button.focus();
}
