// Charts along two axes: bars, lines, areas.
import { exact, linear, short, ticks } from "/page/kit/charts/scale.js";
import { s, tip } from "/page/kit/charts/svg.js";

const HEIGHT = 220;
const LETTER = 6.4;
const LINE = 15;
const TILTED = { angle: -38, most: 96 };
const GROUP = 0.74;
const WIDEST_BAR = 46;

const MARKS = { bar: drawBars, line: drawLines, area: drawAreas };

export function drawPlot(chart, width) {
  const { categories, x_label: xLabel, y_label: yLabel } = chart.axis_config;
  const series = chart.series.map(({ name, data }) => ({
    name,
    values: categories.map((category) => data.find((point) => point.label === category).value),
  }));
  const marks = ticks(...bounds(chart.type, series));
  const gutter = Math.max(...marks.map((mark) => short(mark).length)) * LETTER + 10;
  const left = gutter + (yLabel ? LINE + 3 : 0);
  const slot = (width - left - 6) / categories.length;
  const longest = Math.max(...categories.map((category) => category.length)) * LETTER;
  const isTilted = longest > slot - 4;
  const labels = isTilted ? Math.min(TILTED.most, longest * 0.64 + 14) : LINE + 4;
  const bottom = labels + (xLabel ? LINE + 3 : 0);
  const area = { left, right: width - 6, top: 8, bottom: 8 + HEIGHT };
  const x = (at) => area.left + slot * (at + 0.5);
  const y = linear([marks[0], marks.at(-1)], [area.bottom, area.top]);
  const base = y(Math.min(Math.max(0, marks[0]), marks.at(-1)));
  const height = area.bottom + bottom;
  return s(
    "svg",
    { width, height, viewBox: `0 0 ${width} ${height}` },
    marks.map((mark) => drawMark(mark, y(mark), area)),
    MARKS[chart.type]({ series, categories, x, y, base, slot }),
    categories.map((category, at) => drawCategory(category, x(at), area.bottom, isTilted)),
    xLabel &&
      s(
        "text",
        { class: "axis-label", x: (area.left + area.right) / 2, y: height - 4, "text-anchor": "middle" },
        xLabel,
      ),
    yLabel &&
      s(
        "text",
        {
          class: "axis-label",
          "text-anchor": "middle",
          transform: `translate(11 ${(area.top + area.bottom) / 2}) rotate(-90)`,
        },
        yLabel,
      ),
  );
}

/** Bars and areas stand on nought; a line may float where that shows it better. */
function bounds(type, series) {
  const values = series.flatMap((each) => each.values);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const mayFloat = type === "line" && least > 0 && least > most * 0.6;
  return mayFloat ? [least, most] : [Math.min(0, least), Math.max(0, most)];
}

function drawMark(mark, at, { left, right }) {
  return s(
    "g",
    {},
    s("line", { class: mark === 0 ? "grid is-nought" : "grid", x1: left, x2: right, y1: at, y2: at }),
    s("text", { class: "tick-label", x: left - 7, y: at, dy: "0.33em", "text-anchor": "end" }, short(mark)),
  );
}

function drawCategory(category, x, bottom, isTilted) {
  const place = isTilted
    ? { transform: `translate(${x + 4} ${bottom + 13}) rotate(${TILTED.angle})`, "text-anchor": "end" }
    : { x, y: bottom + LINE, "text-anchor": "middle" };
  return s("text", { class: "tick-label", ...place }, category);
}

function drawBars({ series, categories, x, y, base, slot }) {
  const width = Math.min(WIDEST_BAR, (slot * GROUP) / series.length);
  return series.flatMap(({ name, values }, each) =>
    values.map((value, at) => {
      const top = Math.min(y(value), base);
      return s(
        "rect",
        {
          class: `series-${each + 1} bar`,
          x: x(at) + (each - series.length / 2) * width + 0.5,
          y: top,
          width: Math.max(1, width - 1),
          height: Math.max(1, Math.abs(y(value) - base)),
          rx: Math.min(2.5, width / 4),
        },
        tip(`${name}, ${categories[at]}: ${exact(value)}`),
      );
    }),
  );
}

function drawLines({ series, categories, x, y }) {
  return series.map(({ name, values }, each) =>
    s(
      "g",
      { class: `series-${each + 1}` },
      s("polyline", { class: "line", points: values.map((value, at) => `${x(at)},${y(value)}`).join(" ") }),
      values.map((value, at) =>
        s(
          "circle",
          { class: "point", cx: x(at), cy: y(value), r: 3.2 },
          tip(`${name}, ${categories[at]}: ${exact(value)}`),
        ),
      ),
    ),
  );
}

function drawAreas(plot) {
  const { series, x, y, base } = plot;
  const fills = series.map(({ values }, each) => {
    const edge = values.map((value, at) => `${x(at)},${y(value)}`);
    return s("polygon", {
      class: `series-${each + 1} area`,
      points: [`${x(0)},${base}`, ...edge, `${x(values.length - 1)},${base}`].join(" "),
    });
  });
  return [...fills, ...drawLines(plot)];
}
