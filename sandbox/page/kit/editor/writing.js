// Slack's rich_text as what one can go on writing in. What cannot be typed (people, channels, dates) stands as one piece.
import { h } from "/page/dom.js";
import { safeUrl } from "/page/kit/mrkdwn.js";
import { drawNodes } from "/page/kit/nodes.js";
import { readRichText } from "/page/kit/richtext.js";

const TAGS = { bold: "b", italic: "i", strike: "s", underline: "u", code: "code" };

export function writeEditor(value) {
  return (value?.elements ?? []).flatMap(writePart);
}

function writePart(part) {
  switch (part.type) {
    case "rich_text_list":
      return [writeList(part)];
    case "rich_text_quote":
      return [h("blockquote", {}, part.elements.map(writeElement))];
    case "rich_text_preformatted":
      return [h("pre", {}, part.elements.map(writeElement))];
    default:
      return paragraphs(part.elements);
  }
}

function writeList({ style, indent = 0, offset = 0, elements }) {
  return h(
    style === "ordered" ? "ol" : "ul",
    { class: `list indent-${indent}`, start: offset ? offset + 1 : null, data: { indent } },
    elements.map((item) => h("li", {}, item.elements.map(writeElement))),
  );
}

/** A section's lines are paragraphs, as they will be when one goes on typing. */
function paragraphs(elements) {
  const lines = [[]];
  for (const element of elements) {
    const [first, ...rest] = element.type === "text" ? element.text.split("\n") : [null];
    if (first === null) lines.at(-1).push(element);
    else {
      lines.at(-1).push({ ...element, text: first });
      lines.push(...rest.map((text) => [{ ...element, text }]));
    }
  }
  return lines.map((line) => h("p", {}, line.map(writeElement), line.every((each) => each.text === "") && h("br")));
}

function writeElement(element) {
  if (element.type === "text") return element.text && wrapped(document.createTextNode(element.text), element.style);
  const url = element.type === "link" && safeUrl(element.url);
  if (url) return wrapped(h("a", { href: url }, element.text || element.url), element.style);
  const section = { type: "rich_text_section", elements: [element] };
  return h(
    "span",
    { contenteditable: "false", class: "editor-piece", data: { element: JSON.stringify(element) } },
    drawNodes(readRichText({ elements: [section] }).flatMap((node) => node.children)),
  );
}

function wrapped(node, style = {}) {
  return Object.entries(TAGS).reduce((inner, [name, tag]) => (style[name] ? h(tag, {}, inner) : inner), node);
}
