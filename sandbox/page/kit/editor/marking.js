// What the toolbar and the keyboard do to what is written.
import { confirmed } from "/page/confirm.js";
import { h } from "/page/dom.js";
import { nearest, toggleBlock } from "/page/kit/editor/lines.js";
import { safeUrl } from "/page/kit/mrkdwn.js";

const command = (name) => () => document.execCommand(name);

export const MARKS = [
  { name: "Bold", sign: "bold", key: "b", run: command("bold"), isOn: () => document.queryCommandState("bold") },
  { name: "Italic", sign: "italic", key: "i", run: command("italic"), isOn: () => document.queryCommandState("italic") },
  {
    name: "Strikethrough",
    sign: "strike",
    key: "shift+x",
    run: command("strikeThrough"),
    isOn: () => document.queryCommandState("strikeThrough"),
  },
  { name: "Code", sign: "code", key: "shift+c", run: toggleCode, isOn: (page) => nearest(page, "code") },
  { name: "Link", sign: "link", key: "shift+u", run: makeLink, isOn: (page) => nearest(page, "a") },
  {
    name: "Numbered list",
    sign: "numbers",
    key: "shift+7",
    run: (page) => toggleBlock(page, "ol"),
    isOn: (page) => nearest(page, "ol"),
  },
  {
    name: "Bulleted list",
    sign: "bullets",
    key: "shift+8",
    run: (page) => toggleBlock(page, "ul"),
    isOn: (page) => nearest(page, "ul"),
  },
  { name: "Quote", sign: "quote", key: "shift+9", run: (page) => toggleBlock(page, "blockquote"), isOn: (page) => nearest(page, "blockquote") },
  { name: "Code block", sign: "code-block", key: "alt+shift+c", run: (page) => toggleBlock(page, "pre"), isOn: (page) => nearest(page, "pre") },
];

/** The mark a key stroke asks for. */
export function markOf(event) {
  if (!(event.ctrlKey || event.metaKey)) return undefined;
  const code = event.code.replace(/^(?:Key|Digit)/, "").toLowerCase();
  const stroke = [event.altKey && "alt", event.shiftKey && "shift", code].filter(Boolean).join("+");
  return MARKS.find((mark) => mark.key === stroke);
}

function toggleCode(page) {
  const code = nearest(page, "code");
  if (code) return leave(code);
  const range = getSelection().getRangeAt(0);
  const fresh = h("code", {});
  fresh.append(range.collapsed ? "\u200b" : range.extractContents());
  range.insertNode(fresh);
  return select(fresh, range.collapsed);
}

/** With something chosen in it code becomes words again; with a mere caret one goes on behind it. */
function leave(code) {
  const selection = getSelection();
  if (!selection.isCollapsed) return code.replaceWith(...code.childNodes);
  const behind = document.createTextNode("\u200b");
  code.after(behind);
  return selection.collapse(behind, 1);
}

async function makeLink(page) {
  const range = getSelection().getRangeAt(0).cloneRange();
  const old = nearest(page, "a");
  if (old) range.selectNodeContents(old);
  const field = (label, value, type) =>
    h("label", { class: "link-field" }, h("span", { class: "label" }, label), h("input", { class: "field", type, value }));
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
  leave(link);
}

function select(element, isCollapsed) {
  const selection = getSelection();
  selection.selectAllChildren(element);
  if (isCollapsed) selection.collapseToEnd();
}
