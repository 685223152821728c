// Building SVG, as `h` builds HTML.

const SPACE = "http://www.w3.org/2000/svg";

export function s(tag, properties = {}, ...children) {
  const element = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value !== null && value !== undefined)
      element.setAttribute(name, typeof value === "number" ? round(value) : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** What a mark stands for, said when one points at it. */
export function tip(words) {
  return s("title", {}, words);
}

function round(value) {
  return String(Math.round(value * 100) / 100);
}
