// The editor's page as lines in blocks: paragraphs, lists, quotes, code blocks, one beside the other and never nested. What
// browsers do to blocks differs and nests; so we do it ourselves, and put right what typing left behind.
import { h } from "/page/dom.js";

const BLOCKS = new Set(["P", "UL", "OL", "BLOCKQUOTE", "PRE"]);
const FRAMES = new Set(["BLOCKQUOTE", "PRE"]);

/** Everything on the page stands in a block. Where it does already, the caret and what it is about to write are left alone. */
export function tidy(page) {
  const { childNodes } = page;
  if (childNodes.length > 0 && [...childNodes].every((node) => BLOCKS.has(node.nodeName))) return;
  keepSelection(() => {
    let open = null;
    for (const node of [...page.childNodes]) {
      if (BLOCKS.has(node.nodeName)) open = null;
      else if (node.nodeName === "DIV") {
        node.replaceWith(filled("p", [...node.childNodes]));
        open = null;
      } else {
        if (!open) {
          open = h("p");
          node.before(open);
        }
        open.append(node);
      }
    }
    if (page.childNodes.length === 0) page.append(filled("p", []));
  });
}

/** Make what is chosen a block of this kind (ul, ol, blockquote, pre), or paragraphs again where it is one already. */
export function toggleBlock(page, tag) {
  tidy(page);
  keepSelection(() => {
    const range = getSelection().getRangeAt(0);
    const blocks = [...page.children].filter((block) => range.intersectsNode(block));
    const parts = blocks.map((block) => split(block, range));
    const isAlready = blocks.every((block) => block.nodeName === tag.toUpperCase());
    const lines = parts.flatMap((part) => part.lines);
    const fresh = isAlready ? lines.map((line) => filled("p", line)) : [built(tag, lines)];
    const [before, after] = [parts[0].before, parts.at(-1).after];
    blocks[0].before(...before, ...fresh, ...after);
    for (const block of blocks) block.remove();
  });
}

/** Enter inside of a frame: a new line in it, or out of it from its empty last line. Answers whether this was its business. */
export function breakFrame(page) {
  const selection = getSelection();
  const frame = nearest(page, [...FRAMES].join(","));
  if (!frame || !selection.isCollapsed) return false;
  const lines = linesOf(frame);
  if (textOf(lines.at(-1)) === "" && lines.length > 1 && isBehind(frame, lines.at(-2))) {
    const line = filled("p", []);
    frame.after(line);
    while (frame.lastChild?.nodeName === "BR") frame.lastChild.remove();
    selection.collapse(line, 0);
  } else breakLine(frame, selection.getRangeAt(0));
  return true;
}

/** At the end a line break needs a second one, or there is no line for the caret to stand on. */
function breakLine(frame, range) {
  const line = h("br");
  range.insertNode(line);
  frame.normalize();
  if (!line.nextSibling) line.after(h("br"));
  getSelection().collapse(frame, [...frame.childNodes].indexOf(line) + 1);
}

/** Take out what reaches over several lines: what is left of the last goes behind what is left of the first. */
export function deleteAcross(page, { startContainer, startOffset, endContainer, endOffset }) {
  const range = document.createRange();
  range.setStart(startContainer, startOffset);
  range.setEnd(endContainer, endOffset);
  const [first, last] = [lineOf(page, startContainer), lineOf(page, endContainer)];
  range.deleteContents();
  const seam = document.createTextNode("");
  first.append(seam, ...last.childNodes);
  const list = last.parentElement;
  last.remove();
  if (list !== page && list.children.length === 0) list.remove();
  getSelection().collapse(seam, 0);
}

export function lineOf(page, node) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  const line = element.closest("p, li, blockquote, pre");
  return line && page.contains(line) ? line : null;
}

export function isAtStart(line) {
  const { isCollapsed, focusNode, focusOffset } = getSelection();
  if (!isCollapsed) return false;
  const before = document.createRange();
  before.setStart(line, 0);
  before.setEnd(focusNode, focusOffset);
  return before.toString().replaceAll("\u200b", "") === "" && !before.cloneContents().querySelector("br, span");
}

export function nearest(page, selector) {
  const { focusNode } = getSelection();
  const element = focusNode?.nodeType === Node.ELEMENT_NODE ? focusNode : focusNode?.parentElement;
  const found = element?.closest(selector);
  return found && found !== page && page.contains(found) ? found : null;
}

/** The chosen lines of a block, and what stays of it before and after them. */
function split(block, range) {
  if (!isList(block)) return { before: [], lines: linesOf(block), after: [] };
  const items = [...block.children];
  const isChosen = items.map((item) => range.intersectsNode(item));
  const [first, last] = [isChosen.indexOf(true), isChosen.lastIndexOf(true)];
  const rest = (some) => (some.length > 0 ? [filled(block.nodeName, some)] : []);
  return {
    before: rest(items.slice(0, first)),
    lines: items.slice(first, last + 1).map((item) => [...item.childNodes]),
    after: rest(items.slice(last + 1)),
  };
}

function linesOf(block) {
  if (!FRAMES.has(block.nodeName)) return [[...block.childNodes]];
  const lines = [[]];
  for (const node of block.childNodes) {
    if (node.nodeName === "BR") lines.push([]);
    else lines.at(-1).push(node);
  }
  return lines;
}

function built(tag, lines) {
  if (tag === "ul" || tag === "ol")
    return filled(
      tag,
      lines.map((line) => filled("li", line)),
    );
  const bare = tag === "pre" ? lines.map((line) => [document.createTextNode(textOf(line))]) : lines;
  return filled(
    tag,
    bare.flatMap((line, at) => [...(at > 0 ? [h("br")] : []), ...line.filter((node) => node.nodeName !== "BR")]),
  );
}

/** A line with nothing in it needs something for the caret to stand before. */
function filled(tag, nodes) {
  const block = h(tag);
  block.append(...nodes);
  if (block.childNodes.length === 0) block.append(h("br"));
  return block;
}

function isList(block) {
  return block.nodeName === "UL" || block.nodeName === "OL";
}

function isBehind(frame, line) {
  const { focusNode, focusOffset } = getSelection();
  if (focusNode === frame) return focusOffset >= frame.childNodes.length - 1;
  const last = line.at(-1);
  return !last || Boolean(last.compareDocumentPosition(focusNode) & Node.DOCUMENT_POSITION_FOLLOWING);
}

function textOf(line) {
  return line
    .map((node) => node.textContent)
    .join("")
    .replaceAll("\u200b", "");
}

/** Nodes that are moved take the caret with them; where its own is gone, it stands at the end of what was made. */
function keepSelection(change) {
  const selection = getSelection();
  const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
  const near =
    focusNode?.nodeType === Node.ELEMENT_NODE
      ? focusNode.childNodes[Math.min(focusOffset, focusNode.childNodes.length - 1)]
      : focusNode;
  change();
  if (!focusNode) return;
  if (anchorNode.isConnected && focusNode.isConnected && focusNode.nodeType === Node.TEXT_NODE)
    selection.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset);
  else if (near?.isConnected && near !== focusNode) {
    if (near.nodeName === "BR") selection.collapse(near.parentNode, [...near.parentNode.childNodes].indexOf(near));
    else if (!BLOCKS.has(near.nodeName)) selection.collapse(near, near.childNodes.length);
  }
}
