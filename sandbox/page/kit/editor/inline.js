// Marks on words: bold, italic, struck, code. Browsers would write styles for some of them, which neither the page's policy
// nor rich_text has a place for; so words are taken out of the elements around them and wrapped anew.
import { h } from "/page/dom.js";
import { lineOf, nearest } from "/page/kit/editor/lines.js";

/** What keeps a mark open around a caret until something is typed. It is nobody's word, and not read. */
const HOLD = "\u200b";
const TAGS = ["b", "i", "s", "u", "code"];
const OTHER_NAMES = { STRONG: "b", EM: "i", STRIKE: "s", DEL: "s" };

export function isMarked(page, tag) {
  const names = [tag, ...Object.keys(OTHER_NAMES).filter((name) => OTHER_NAMES[name] === tag)];
  return Boolean(nearest(page, names.join(",")));
}

/** Mark what is chosen, or take the mark off where all of it has it; with a mere caret, what is typed next. */
export function toggleMark(page, tag) {
  const selection = getSelection();
  const range = selection.getRangeAt(0);
  if (range.collapsed) {
    const hold = document.createTextNode(HOLD);
    range.insertNode(hold);
    remark(hold, tag, !marksOf(hold).has(tag));
    selection.collapse(hold, 1);
    return;
  }
  const words = wordsIn(page, range);
  if (words.length === 0) return;
  const isOn = !words.every((word) => marksOf(word).has(tag));
  for (const word of words) remark(word, tag, isOn);
  const last = words.at(-1);
  selection.setBaseAndExtent(words[0], 0, last, last.length);
}

/** The text nodes of a selection, cut where it begins and ends. */
function wordsIn(page, range) {
  const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
  const { startContainer, startOffset, endContainer, endOffset } = range;
  const found = [];
  while (walker.nextNode()) if (range.intersectsNode(walker.currentNode)) found.push(walker.currentNode);
  return found
    .map((node) => {
      const end = node === endContainer ? endOffset : node.length;
      const start = node === startContainer ? startOffset : 0;
      if (end < node.length) node.splitText(end);
      return start > 0 ? node.splitText(start) : node;
    })
    .filter((node) => node.length > 0 && node.parentElement.isContentEditable);
}

function marksOf(node) {
  const marks = new Set();
  for (let each = node.parentElement; each; each = each.parentElement) {
    const tag = OTHER_NAMES[each.nodeName] ?? each.nodeName.toLowerCase();
    if (TAGS.includes(tag)) marks.add(tag);
  }
  return marks;
}

function remark(node, tag, isOn) {
  const marks = marksOf(node);
  if (isOn) marks.add(tag);
  else marks.delete(tag);
  lift(node);
  const place = document.createComment("");
  node.replaceWith(place);
  place.replaceWith(TAGS.filter((each) => marks.has(each)).reduce((inner, each) => h(each, {}, inner), node));
}

/** Take a node out of all marks around it; they go on before and behind it. */
function lift(node) {
  const line = lineOf(node.parentElement.closest(".editor-page"), node);
  while (node.parentElement !== line && node.parentElement.nodeName !== "A") {
    const around = node.parentElement;
    const behind = around.cloneNode(false);
    while (node.nextSibling) behind.append(node.nextSibling);
    around.after(node, ...(behind.childNodes.length > 0 ? [behind] : []));
    if (around.childNodes.length === 0) around.remove();
  }
}
