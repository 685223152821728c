// Text nodes, whoever read them (mrkdwn, rich_text, markdown), drawn as DOM.
import { timeElement } from "/page/dates.js";
import { h } from "/page/dom.js";
import { state } from "/page/state.js";

const DRAW = {
  text: (node) => document.createTextNode(node.text),
  break: () => h("br"),
  bold: (node) => h("strong", {}, drawNodes(node.children)),
  italic: (node) => h("em", {}, drawNodes(node.children)),
  strike: (node) => h("s", {}, drawNodes(node.children)),
  underline: (node) => h("u", {}, drawNodes(node.children)),
  code: (node) => h("code", {}, drawNodes(node.children)),
  block: (node) => h("pre", { class: node.hasBorder && "has-border" }, drawNodes(node.children)),
  quote: (node) => h("blockquote", { dir: "auto" }, drawNodes(node.children)),
  paragraph: (node) => h("p", { dir: "auto" }, drawNodes(node.children)),
  heading: (node) => h("p", { class: `heading heading-${node.level}`, dir: "auto" }, drawNodes(node.children)),
  rule: () => h("hr"),
  list: drawList,
  tick: drawTick,
  table: drawTable,
  emoji: (node) =>
    h("span", { class: "emoji", role: "img", "aria-label": `:${node.name}:`, title: `:${node.name}:` }, node.sign),
  link: drawLink,
  user: drawUser,
  channel: drawChannel,
  group: drawGroup,
  broadcast: (node) => mention(`@${node.range}`, true),
  date: drawDate,
  colour: (node) => drawColour(node),
};

export function drawNodes(nodes) {
  return nodes.map((node) => DRAW[node.kind](node));
}

/** The words of nodes, for where there is no room for more. */
export function textOf(nodes) {
  return nodes.map((node) => node.text ?? node.sign ?? textOf(node.children ?? node.items?.flat() ?? [])).join("");
}

function mention(text, isMe = false) {
  return h("span", { class: isMe ? "mention mention-me" : "mention" }, h("bdi", {}, text));
}

function drawUser(node) {
  const known = state.users.get(node.id);
  return mention(`@${known?.name ?? (node.label || node.id)}`, node.id === state.me?.id);
}

function drawGroup(node) {
  const known = state.groups.find((each) => each.id === node.id);
  const name = known?.handle ?? (node.label || node.id).replace(/^@/, "");
  return mention(`@${name}`, Boolean(known?.users.includes(state.me?.id)));
}

function drawChannel(node) {
  const known = state.channels.find((each) => each.id === node.id);
  const name = `#${known?.name ?? (node.label || "private channel")}`;
  if (!known) return mention(name);
  return h("a", { class: "mention", href: `/archives/${node.id}` }, name);
}

function drawLink(node) {
  const link = h(
    "a",
    { href: node.url, target: "_blank", rel: "noopener noreferrer nofollow", title: node.url },
    drawNodes(node.children),
  );
  return h("bdi", {}, link);
}

function drawDate(node) {
  if (!Number.isFinite(node.unix) || !node.format)
    return document.createTextNode(node.fallback || "a date that cannot be read");
  const time = timeElement(node.unix, node.format);
  return node.url ? h("a", { href: node.url, target: "_blank", rel: "noopener noreferrer nofollow" }, time) : time;
}

function drawList(node) {
  const look = ["list", `indent-${Math.min(node.indent ?? 0, 8)}`, node.hasBorder && "has-border"]
    .filter(Boolean)
    .join(" ");
  const list = h(node.isOrdered ? "ol" : "ul", { class: look, role: "list" });
  if (node.start) list.start = node.start;
  list.append(...node.items.map((children) => h("li", { dir: "auto" }, drawNodes(children))));
  return list;
}

function drawTick(node) {
  const words = node.isDone ? "Done" : "To do";
  return h("span", { class: "tick-sign", role: "img", "aria-label": words, title: words }, node.isDone ? "☑" : "☐");
}

function drawTable(node) {
  const row = (tag) => (cells) =>
    h(
      "tr",
      {},
      cells.map((children, at) =>
        h(tag, { class: `align-${node.aligns[at] ?? "left"}`, dir: "auto" }, drawNodes(children)),
      ),
    );
  return h(
    "div",
    { class: "table-frame", tabindex: "0", role: "region", "aria-label": "Table" },
    h(
      "table",
      { "aria-label": "Table" },
      h("thead", {}, row("th")(node.head)),
      h("tbody", {}, node.rows.map(row("td"))),
    ),
  );
}

function drawColour(node) {
  const patch = h("span", { class: "colour-patch", "aria-hidden": "true" });
  patch.style.backgroundColor = node.value;
  return h("span", {}, patch, node.value);
}
