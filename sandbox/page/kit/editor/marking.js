// What the toolbar and the keyboard do to what is written.
import { confirmed } from "/page/confirm.js";
import { h } from "/page/dom.js";
import { isMarked, toggleMark } from "/page/kit/editor/inline.js";
import { nearest, toggleBlock } from "/page/kit/editor/lines.js";
import { safeUrl } from "/page/kit/mrkdwn.js";

const mark = (name, sign, key, tag) => ({
  name,
  sign,
  key,
  run: (page) => toggleMark(page, tag),
  isOn: (page) => isMarked(page, tag),
});

const block = (name, sign, key, tag) => ({
  name,
  sign,
  key,
  run: (page) => toggleBlock(page, tag),
  isOn: (page) => Boolean(nearest(page, tag)),
});

export const MARKS = [
  mark("Bold", "bold", "b", "b"),
  mark("Italic", "italic", "i", "i"),
  mark("Strikethrough", "strike", "shift+x", "s"),
  mark("Code", "code", "shift+c", "code"),
  { name: "Link", sign: "link", key: "shift+u", run: makeLink, isOn: (page) => Boolean(nearest(page, "a")) },
  block("Numbered list", "numbers", "shift+7", "ol"),
  block("Bulleted list", "bullets", "shift+8", "ul"),
  block("Quote", "quote", "shift+9", "blockquote"),
  block("Code block", "code-block", "alt+shift+c", "pre"),
];

/** The mark a key stroke asks for. */
export function markOf(event) {
  if (!(event.ctrlKey || event.metaKey)) return undefined;
  const code = event.code.replace(/^(?:Key|Digit)/, "").toLowerCase();
  const stroke = [event.altKey && "alt", event.shiftKey && "shift", code].filter(Boolean).join("+");
  return MARKS.find((mark) => mark.key === stroke);
}

async function makeLink(page) {
  const range = getSelection().getRangeAt(0).cloneRange();
  const old = nearest(page, "a");
  if (old) range.selectNodeContents(old);
  const field = (label, value, type) =>
    h(
      "label",
      { class: "link-field" },
      h("span", { class: "label" }, label),
      h("input", { class: "field", type, value }),
    );
  const words = field("Words", range.toString().replaceAll("\u200b", ""), "text");
  const address = field("Address", old?.getAttribute("href") ?? "", "url");
  const say = (text) => ({ type: "plain_text", text });
  const isSure = await confirmed({
    title: say("Link"),
    content: [words, address],
    confirm: say("Set link"),
    deny: say("Cancel"),
  });
  page.focus();
  const url = safeUrl(address.lastChild.value.trim());
  if (!isSure || !url) return;
  const link = h("a", { href: url }, words.lastChild.value.trim() || url);
  if (old) old.replaceWith(link);
  else {
    range.deleteContents();
    range.insertNode(link);
  }
  const behind = document.createTextNode("\u200b");
  link.after(behind);
  getSelection().collapse(behind, 1);
}
