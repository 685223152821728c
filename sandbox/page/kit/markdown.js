// The markdown block's everyday part: headings, lists, quotes, code, emphasis, links. Read into the nodes mrkdwn gives.
import { EMOJI_NAME, emojiOf } from "/page/kit/emoji.js";
import { safeUrl } from "/page/kit/mrkdwn.js";

const ITEM = /^\s*(?:[-*+]|(\d+)[.)])\s+/;

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
  if (ITEM.test(first)) return [readList(lines)];
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

function readList(lines) {
  const number = ITEM.exec(lines[0])[1];
  const isSame = (line) => ITEM.test(line) && Boolean(ITEM.exec(line)[1]) === Boolean(number);
  const items = takeWhile(lines, isSame).map((line) => readInline(line.replace(ITEM, "")));
  return { kind: "list", isOrdered: Boolean(number), start: number && Number(number), items };
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
