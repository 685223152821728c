// The markdown block's everyday part: headings, lists, quotes, code, emphasis, links. Read into the nodes mrkdwn gives.
import { EMOJI_NAME, emojiOf } from "/page/kit/emoji.js";
import { safeUrl } from "/page/kit/mrkdwn.js";

const ITEM = /^(\s*)(?:[-*+]|(\d+)[.)])\s+/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

export function readMarkdown(text) {
  const lines = text.split("\n");
  const nodes = [];
  while (lines.length > 0) nodes.push(...readBlock(lines));
  return nodes;
}

/** Takes the next block's lines off the front. */
function readBlock(lines) {
  const first = lines[0];
  if (!first.trim()) return lines.shift() && [];
  if (/^```/.test(first)) return readFence(lines);
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(lines[0]);
  if (heading)
    return (
      lines.shift() && [{ kind: "heading", level: Math.min(heading[1].length, 4), children: readInline(heading[2]) }]
    );
  if (/^\s*([-*_])(?:\s*\1){2,}\s*$/.test(first)) return lines.shift() && [{ kind: "rule" }];
  if (/^>/.test(first)) {
    const quoted = takeWhile(lines, (line) => /^>/.test(line)).map((line) => line.replace(/^> ?/, ""));
    return [{ kind: "quote", children: readInline(quoted.join("\n")) }];
  }
  if (ITEM.test(first)) return readLists(lines);
  if (first.includes("|") && TABLE_RULE.test(lines[1] ?? "")) return readTable(lines);
  const plain = takeWhile(
    lines,
    (line, at) => at === 0 || (line.trim() && !/^(?:#{1,6}\s|>|```)/.test(line) && !ITEM.test(line)),
  );
  return [{ kind: "paragraph", children: readInline(plain.join("\n")) }];
}

function readFence(lines) {
  lines.shift();
  const code = takeWhile(lines, (line) => !/^```/.test(line));
  lines.shift();
  return [{ kind: "block", children: [{ kind: "text", text: code.join("\n") }] }];
}

/** Lists lie flat, each with its depth, as in rich_text: what is nested interrupts, and the numbers go on after it. */
function readLists(lines) {
  const lists = [];
  const counts = [];
  for (const line of takeWhile(lines, (each) => ITEM.test(each))) {
    const [, space, number] = ITEM.exec(line);
    const indent = Math.min(Math.floor(space.length / 2), 8);
    const isOrdered = Boolean(number);
    counts.length = indent + 1;
    counts[indent] = isOrdered ? (counts[indent] ?? Number(number) - 1) + 1 : undefined;
    const before = lists.at(-1);
    const item = readItem(line.replace(ITEM, ""));
    if (before?.isOrdered === isOrdered && before.indent === indent) before.items.push(item);
    else lists.push({ kind: "list", isOrdered, indent, start: counts[indent], items: [item] });
  }
  return lists;
}

function readItem(text) {
  const task = /^\[([ xX])\]\s+/.exec(text);
  if (!task) return readInline(text);
  const rest = readInline(text.slice(task[0].length));
  return [{ kind: "tick", isDone: task[1] !== " " }, { kind: "text", text: " " }, ...rest];
}

function readTable(lines) {
  const [head, rule, ...rows] = takeWhile(lines, (line) => line.includes("|")).map(cells);
  const aligns = rule.map(alignOf);
  return [{ kind: "table", aligns, head: head.map(readInline), rows: rows.map((row) => row.map(readInline)) }];
}

function alignOf(rule) {
  if (!rule.endsWith(":")) return "left";
  return rule.startsWith(":") ? "center" : "right";
}

function cells(line) {
  return line
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());
}

function takeWhile(lines, holds) {
  let count = 0;
  while (count < lines.length && holds(lines[count], count)) count += 1;
  return lines.splice(0, count);
}

const INLINE = [
  [/^`([^`\n]+)`/, (found) => ({ kind: "code", children: [{ kind: "text", text: found[1] }] })],
  [/^\*\*(?=\S)([\s\S]*?\S)\*\*/, (found) => ({ kind: "bold", children: readInline(found[1]) })],
  [/^~~(?=\S)([\s\S]*?\S)~~/, (found) => ({ kind: "strike", children: readInline(found[1]) })],
  [/^\*(?=\S)([^*\n]*[^*\s])\*/, (found) => ({ kind: "italic", children: readInline(found[1]) })],
  [/^_(?=\S)([^_\n]*[^_\s])_(?![\p{L}\p{N}])/u, (found) => ({ kind: "italic", children: readInline(found[1]) })],
  [/^!?\[([^\]\n]+)\]\(([^)\s]+)\)/, readLink],
  [EMOJI_NAME, (found) => emojiOf(found[1]) && { kind: "emoji", name: found[1], sign: emojiOf(found[1]) }],
  [/^https?:\/\/[^\s<>]*[^\s<>.,;:!?)]/, (found) => readLink([found[0], found[0], found[0]])],
  [/^\n/, () => ({ kind: "break" })],
  [/^\\([\\`*_~[\]()#>!-])/, (found) => ({ kind: "text", text: found[1] })],
];

function readLink(found) {
  const url = safeUrl(found[2]);
  return url && { kind: "link", url, children: [{ kind: "text", text: found[1] }] };
}

function readInline(text) {
  const nodes = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const [node, length] = readOne(text.slice(at));
    if (node && plain) nodes.push({ kind: "text", text: plain });
    if (node) nodes.push(node);
    plain = node ? "" : plain + text[at];
    at += length;
  }
  if (plain) nodes.push({ kind: "text", text: plain });
  return nodes;
}

function readOne(text) {
  for (const [pattern, read] of INLINE) {
    const found = pattern.exec(text);
    const node = found && read(found);
    if (node) return [node, found[0].length];
  }
  return [null, 1];
}
