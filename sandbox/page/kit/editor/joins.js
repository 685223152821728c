// Where typing would join blocks. Browsers keep the look of what they join by writing styles into it, which neither the
// page's policy nor rich_text has a place for; so lines are joined here.
import { deleteAcross, isAtStart, lineOf, toggleBlock } from "/page/kit/editor/lines.js";

const OUT_OF = { LI: (line) => line.parentElement.nodeName, BLOCKQUOTE: () => "blockquote", PRE: () => "pre" };

/** Whether this stroke joins lines; then it is done. */
export function joins(page, event) {
  const { inputType } = event;
  if (inputType.startsWith("delete")) return deletes(page, event);
  const range = getSelection().rangeCount > 0 && getSelection().getRangeAt(0);
  if (!range || range.collapsed || !isAcross(page, range) || !inputType.startsWith("insert")) return false;
  deleteAcross(page, range);
  if (inputType === "insertParagraph") document.execCommand("insertParagraph");
  else if (event.data) document.execCommand("insertText", false, event.data);
  return true;
}

function deletes(page, event) {
  const line = lineOf(page, getSelection().focusNode);
  const leaves = line && OUT_OF[line.nodeName];
  if (event.inputType === "deleteContentBackward" && leaves && isAtStart(line)) {
    toggleBlock(page, leaves(line).toLowerCase());
    return true;
  }
  const [range] = event.getTargetRanges();
  if (!range || !isAcross(page, range)) return false;
  deleteAcross(page, range);
  return true;
}

function isAcross(page, { startContainer, endContainer }) {
  const [first, last] = [lineOf(page, startContainer), lineOf(page, endContainer)];
  return Boolean(first && last && first !== last);
}
