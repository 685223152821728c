// What stands in the editor, read as Slack's rich_text: the inverse of writing.js, for whatever browsers make of typing.
import { emojiOf } from "/page/kit/emoji.js";

const STYLES = {
  B: "bold",
  STRONG: "bold",
  I: "italic",
  EM: "italic",
  S: "strike",
  STRIKE: "strike",
  DEL: "strike",
  U: "underline",
  CODE: "code",
};
const BLOCKS = new Set(["P", "DIV", "UL", "OL", "LI", "BLOCKQUOTE", "PRE"]);
const FRAMES = { BLOCKQUOTE: "rich_text_quote", PRE: "rich_text_preformatted" };
const SPECIAL = /(https?:\/\/[^\s<>]*[^\s<>.,;:!?)'"])|:([a-z0-9_+'-]+):/g;
const CARET_HOLD = /\u200b/g;

/** The value of a rich_text_input, or null where there is nothing in it. */
export function readEditor(editor) {
  const parts = merged(readBlocks(editor)).map(finished).filter(Boolean);
  return parts.length > 0 ? { type: "rich_text", elements: parts } : null;
}

function readBlocks(parent) {
  const parts = [];
  let loose = [];
  const flush = () => {
    if (loose.length === 0) return;
    // The break a browser keeps at the end of a line is the place for the caret, nobody's word.
    if (loose.at(-1)?.nodeName === "BR" && !FRAMES[parent.nodeName]) loose.pop();
    parts.push({ type: "rich_text_section", elements: loose.flatMap((node) => readInline(node, {})) });
    loose = [];
  };
  for (const node of parent.childNodes) {
    if (!BLOCKS.has(node.nodeName)) loose.push(node);
    else {
      flush();
      parts.push(...readBlock(node));
    }
  }
  flush();
  return parts;
}

function readBlock(node) {
  const frame = FRAMES[node.nodeName];
  if (frame) return [{ type: frame, elements: joined(readBlocks(node)) }];
  if (node.nodeName === "UL" || node.nodeName === "OL") return readList(node, Number(node.dataset.indent ?? 0));
  return readBlocks(node);
}

/** Lists lie flat, each with its depth. */
function readList(list, indent) {
  const style = list.nodeName === "OL" ? "ordered" : "bullet";
  const offset = list.start > 1 ? { offset: list.start - 1 } : {};
  const parts = [];
  for (const item of list.children) {
    if (item.nodeName !== "LI") {
      parts.push(...readList(item, indent + 1));
      continue;
    }
    const inner = readBlocks(item);
    const lists = inner.filter((part) => part.type === "rich_text_list");
    const words = joined(inner.filter((part) => part.type !== "rich_text_list"));
    const section = { type: "rich_text_section", elements: words };
    const open = parts.at(-1);
    if (open?.indent === indent && open.style === style) open.elements.push(section);
    else
      parts.push({ type: "rich_text_list", style, indent, ...(parts.length === 0 ? offset : {}), elements: [section] });
    parts.push(...lists.map((each) => ({ ...each, indent: each.indent + indent + 1 })));
  }
  return parts;
}

/** The runs of several blocks as one, a line each. */
function joined(parts) {
  return parts.flatMap((part, at) => (at > 0 ? [{ type: "text", text: "\n" }, ...part.elements] : part.elements));
}

function readInline(node, style) {
  if (node.nodeType === Node.TEXT_NODE) return readText(node.data.replace(CARET_HOLD, ""), style);
  if (node.nodeName === "BR") return [{ type: "text", text: "\n", ...styled(style) }];
  if (node.dataset?.element) return [JSON.parse(node.dataset.element)];
  if (node.nodeName === "A") {
    const text = node.textContent.replace(CARET_HOLD, "");
    const words = text === node.getAttribute("href") ? {} : { text };
    return text ? [{ type: "link", url: node.getAttribute("href"), ...words, ...styled(innerStyle(node, style)) }] : [];
  }
  const name = STYLES[node.nodeName];
  const inner = name ? { ...style, [name]: true } : style;
  return [...node.childNodes].flatMap((child) => readInline(child, inner));
}

/** A link carries the style of what it wraps as well as of what wraps it. */
function innerStyle(node, style) {
  const only = node.childNodes.length === 1 && STYLES[node.firstChild.nodeName];
  return only ? innerStyle(node.firstChild, { ...style, [only]: true }) : style;
}

/** Bare addresses and emoji names become what they stand for, as when one types into Slack. Code is left alone. */
function readText(text, style) {
  const words = (part) => (part ? [{ type: "text", text: part, ...styled(style) }] : []);
  if (style.code) return words(text);
  const found = [];
  let end = 0;
  for (const special of text.matchAll(SPECIAL)) {
    const [whole, url, name] = special;
    if (name && !emojiOf(name)) continue;
    found.push(...words(text.slice(end, special.index)));
    found.push(
      url ? { type: "link", url, ...styled(style) } : { type: "emoji", name, unicode: pointsOf(emojiOf(name)) },
    );
    end = special.index + whole.length;
  }
  return [...found, ...words(text.slice(end))];
}

function pointsOf(sign) {
  return [...sign].map((letter) => letter.codePointAt(0).toString(16)).join("-");
}

function styled(style) {
  return Object.keys(style).length > 0 ? { style } : {};
}

/** Paragraphs one after the other are one section of several lines, and so are quotes and preformatted passages. */
function merged(parts) {
  const whole = [];
  for (const part of parts) {
    const before = whole.at(-1);
    const isSame = before?.type === part.type && part.type !== "rich_text_list";
    const isSameList = before?.type === part.type && before.style === part.style && before.indent === part.indent;
    if (isSame) before.elements = joined([before, part]);
    else if (isSameList && !part.offset) before.elements.push(...part.elements);
    else whole.push({ ...part });
  }
  return whole;
}

/** Runs of the same style as one; nothing where nothing was written. */
function finished(part) {
  if (part.type === "rich_text_list")
    return { ...part, elements: part.elements.map((item) => ({ ...item, elements: runs(item.elements) })) };
  const isPlain = part.type === "rich_text_preformatted";
  const elements = withoutEnds(runs(isPlain ? part.elements.map(plain) : part.elements));
  return elements.length > 0 ? { ...part, elements } : null;
}

function plain(element) {
  if (element.type === "link") return { type: "text", text: element.text ?? element.url };
  if (element.type === "emoji") return { type: "text", text: `:${element.name}:` };
  return element.type === "text" ? { type: "text", text: element.text } : element;
}

function runs(elements) {
  const whole = [];
  for (const element of elements) {
    const before = whole.at(-1);
    const isSame =
      element.type === "text" &&
      before?.type === "text" &&
      JSON.stringify(before.style) === JSON.stringify(element.style);
    if (isSame) before.text += element.text;
    else whole.push({ ...element });
  }
  return whole;
}

/** The line breaks browsers keep at the end of a paragraph are nobody's words. */
function withoutEnds(elements) {
  const whole = [...elements];
  for (const [at, ends] of [
    [0, /^\n+/],
    [-1, /\n+$/],
  ]) {
    const edge = whole.at(at);
    if (edge?.type !== "text") continue;
    edge.text = edge.text.replace(ends, "");
    if (edge.text === "") whole.splice(at, 1);
  }
  return whole;
}
