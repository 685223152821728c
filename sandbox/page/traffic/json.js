// JSON as one reads it: indented, its parts told apart by colour. What is text inside and JSON again is unfolded.
import { h } from "/page/dom.js";

const UNFOLDED = new Set(["blocks", "view", "attachments", "metadata", "elements", "files", "user_auth_blocks"]);

export function drawJson(value, label) {
  return h("pre", { class: "json", tabindex: "0", role: "region", "aria-label": label }, pieces(unfold(value), ""));
}

function unfold(value, name = "") {
  if (typeof value === "string" && UNFOLDED.has(name)) {
    try {
      return unfold(JSON.parse(value));
    } catch {
      return value;
    }
  }
  if (Array.isArray(value)) return value.map((each) => unfold(each));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unfold(each, key)]));
}

function pieces(value, indent) {
  if (Array.isArray(value))
    return group(
      "[",
      "]",
      value.map((each) => pieces(each, `${indent}  `)),
      indent,
    );
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value).map(([key, each]) => [
      h("span", { class: "json-key" }, JSON.stringify(key)),
      ": ",
      pieces(each, `${indent}  `),
    ]);
    return group("{", "}", members, indent);
  }
  return h("span", { class: `json-${value === null ? "null" : typeof value}` }, JSON.stringify(value));
}

function group(open, close, members, indent) {
  if (members.length === 0) return `${open}${close}`;
  const lines = members.map((member, at) => [`\n${indent}  `, member, at < members.length - 1 ? "," : ""]);
  return [open, lines, `\n${indent}${close}`];
}
