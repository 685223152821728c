// The pie: segments clockwise from the top.
import { exact, percent } from "/page/kit/charts/scale.js";
import { s, tip } from "/page/kit/charts/svg.js";

const HOLE = 0.58;

export function drawPie({ segments }, width) {
  const size = Math.min(width, 210);
  const radius = size / 2;
  const total = segments.reduce((sum, each) => sum + each.value, 0);
  let from = 0;
  const slices = segments.map(({ label, value }, at) => {
    const to = from + value / total;
    const slice = s(
      "path",
      { class: `series-${at + 1} slice`, d: ring(from, to, radius), "fill-rule": "evenodd" },
      tip(`${label}: ${exact(value)} (${percent(value / total)})`),
    );
    from = to;
    return slice;
  });
  const middle = s("g", { transform: `translate(${size / 2} ${radius})` }, slices, sum(total));
  return s("svg", { width: size, height: size, viewBox: `0 0 ${size} ${size}` }, middle);
}

function sum(total) {
  return s("text", { class: "pie-sum", "text-anchor": "middle", dy: "0.35em" }, exact(total));
}

function ring(from, to, radius) {
  if (to - from > 0.9999) return `${circle(radius)} ${circle(radius * HOLE)}`;
  const isLarge = to - from > 0.5 ? 1 : 0;
  const [outer, inner] = [radius, radius * HOLE];
  return [
    `M${point(from, outer)}`,
    `A${outer} ${outer} 0 ${isLarge} 1 ${point(to, outer)}`,
    `L${point(to, inner)}`,
    `A${inner} ${inner} 0 ${isLarge} 0 ${point(from, inner)}`,
    "Z",
  ].join(" ");
}

function circle(radius) {
  return `M0 ${-radius} A${radius} ${radius} 0 1 1 0 ${radius} A${radius} ${radius} 0 1 1 0 ${-radius} Z`;
}

function point(turn, radius) {
  const angle = turn * 2 * Math.PI;
  return `${(Math.sin(angle) * radius).toFixed(2)} ${(-Math.cos(angle) * radius).toFixed(2)}`;
}
