// Numbers on an axis: round steps, and how they are written.

const STEPS = [1, 2, 2.5, 5, 10];

/** About `count` round steps from below the least to above the most. */
export function ticks(least, most, count = 5) {
  if (least === most) [least, most] = [Math.min(0, least), Math.max(0, most)];
  if (least === most) most = 1;
  const rough = (most - least) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = STEPS.map((each) => each * power).find((each) => each >= rough * 0.999);
  const first = Math.floor(least / step + 1e-9);
  const last = Math.ceil(most / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}

export function linear([from, to], [start, end]) {
  return (value) => start + ((value - from) / (to - from)) * (end - start);
}

export function short(value) {
  const isLarge = Math.abs(value) >= 10_000;
  return value.toLocaleString(
    "en",
    isLarge ? { notation: "compact", maximumFractionDigits: 1 } : { maximumFractionDigits: 4 },
  );
}

export function exact(value) {
  return value.toLocaleString("en", { maximumFractionDigits: 6 });
}

export function percent(part) {
  return part.toLocaleString("en", { style: "percent", maximumFractionDigits: part < 0.1 ? 1 : 0 });
}
