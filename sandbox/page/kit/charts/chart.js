// The data_visualization block: the drawing for those who see it, its legend, and the figures as a table, which is always
// there for screen readers and shown in the drawing's place when one asks for it.
import { fill, h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { drawPie } from "/page/kit/charts/pie.js";
import { drawPlot } from "/page/kit/charts/plot.js";
import { exact, percent } from "/page/kit/charts/scale.js";
import { drawFigures } from "/page/kit/tables.js";

const NAMES = { pie: "Pie chart", bar: "Bar chart", line: "Line chart", area: "Area chart" };
const NARROWEST = 160;

export function drawChart(block) {
  const { title, chart } = block;
  const name = NAMES[chart.type];
  if (!name) return h("p", { class: "not-drawn" }, `This chart is not drawn here: ${chart.type}`);
  const draw = chart.type === "pie" ? drawPie : drawPlot;
  const drawing = h("div", { class: "chart-drawing", role: "img", "aria-label": `${name}: ${title}` });
  const figure = h("div", { class: `chart-figure is-${chart.type}` }, drawing, drawLegend(chart));
  const table = h("div", { class: "chart-table unseen" }, drawFigures(title, ...figures(chart)));
  const toggle = h("button", { type: "button", class: "tool with-words" });
  const show = (isTable) => {
    figure.hidden = isTable;
    table.classList.toggle("unseen", !isTable);
    // What cannot be seen shall not be met on the way with Tab either.
    table.firstElementChild.tabIndex = isTable ? 0 : -1;
    fill(toggle, icon(isTable ? "chart" : "table"), isTable ? "Show as chart" : "Show as table");
    toggle.onclick = () => show(!isTable);
  };
  let width = 0;
  new ResizeObserver(([entry]) => {
    const now = Math.max(NARROWEST, Math.floor(entry.contentRect.width));
    if (now === width || entry.contentRect.width === 0) return;
    width = now;
    fill(drawing, draw(chart, width));
  }).observe(drawing);
  show(false);
  return h(
    "section",
    { class: "chart", "aria-label": title },
    h("div", { class: "chart-head" }, h("div", { class: "chart-title", dir: "auto" }, title), toggle),
    figure,
    table,
  );
}

function drawLegend(chart) {
  const entries = chart.type === "pie" ? shares(chart.segments) : chart.series.map(({ name }) => [name]);
  return h(
    "ul",
    { class: "legend", role: "list" },
    entries.map(([name, value], at) =>
      h(
        "li",
        {},
        h("span", { class: `swatch series-${at + 1}`, "aria-hidden": "true" }),
        h("bdi", {}, name),
        value && h("span", { class: "quiet legend-value" }, value),
      ),
    ),
  );
}

function shares(segments) {
  const total = segments.reduce((sum, each) => sum + each.value, 0);
  return segments.map(({ label, value }) => [label, `${exact(value)} · ${percent(value / total)}`]);
}

/** The heads of the columns, and the rows. */
function figures(chart) {
  if (chart.type === "pie") {
    const total = chart.segments.reduce((sum, each) => sum + each.value, 0);
    return [
      ["Segment", "Value", "Share"],
      chart.segments.map(({ label, value }) => [label, value, percent(value / total)]),
    ];
  }
  const { categories, x_label: xLabel } = chart.axis_config;
  const valueOf = (data, category) => data.find((point) => point.label === category).value;
  return [
    [xLabel || "Category", ...chart.series.map(({ name }) => name)],
    categories.map((category) => [category, ...chart.series.map(({ data }) => valueOf(data, category))]),
  ];
}
