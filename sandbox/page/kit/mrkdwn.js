// Slack's mrkdwn, read into plain nodes ({kind, …}). Nothing here touches the DOM: `nodes.js` draws.
import { EMOJI_NAME, emojiOf } from "/page/kit/emoji.js";

const EMPHASIS = { "*": "bold", _: "italic", "~": "strike" };
const WORD = /[\p{L}\p{N}]/u;
const QUOTE = /^(?:&gt;|>) ?/;
const QUOTE_REST = /^(?:&gt;|>){3} ?/;

export function unescape(text) {
  const signs = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => signs[entity]);
}

/**
 * Bare addresses are links unless the text is `verbatim`. In a block's text that is not, Slack also takes calls to everybody
 * and the names of channels for what they look like: `channelOf(name)` says which channel is meant, where there is one.
 */
export function readMrkdwn(text, { verbatim = false, channelOf = null } = {}) {
  const how = { verbatim, channelOf };
  const nodes = [];
  const fenced = /```\n?([\s\S]+?)\n?```\n?/g;
  let end = 0;
  for (const fence of text.matchAll(fenced)) {
    nodes.push(...readLines(text.slice(end, fence.index), how));
    nodes.push({ kind: "block", children: readCode(fence[1]) });
    end = fence.index + fence[0].length;
  }
  nodes.push(...readLines(text.slice(end), how));
  return nodes;
}

function readLines(text, how) {
  if (!text) return [];
  const nodes = [];
  const lines = text.split("\n");
  let plain = [];
  const flush = () => {
    if (plain.length > 0) nodes.push(...readInline(plain.join("\n"), how));
    plain = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    if (QUOTE_REST.test(lines[at])) {
      flush();
      const rest = [lines[at].replace(QUOTE_REST, ""), ...lines.slice(at + 1)].join("\n");
      nodes.push({ kind: "quote", children: readInline(rest, how) });
      return nodes;
    }
    if (QUOTE.test(lines[at])) {
      flush();
      const quoted = [];
      while (at < lines.length && QUOTE.test(lines[at])) quoted.push(lines[at++].replace(QUOTE, ""));
      at -= 1;
      nodes.push({ kind: "quote", children: readInline(quoted.join("\n"), how) });
    } else plain.push(lines[at]);
  }
  flush();
  return nodes;
}

function readInline(text, how) {
  const nodes = [];
  let plain = "";
  const add = (node) => {
    if (plain) nodes.push({ kind: "text", text: unescape(plain) });
    plain = "";
    nodes.push(node);
  };
  let at = 0;
  while (at < text.length) {
    const found = readOne(text, at, how);
    if (found) add(found.node);
    else plain += text[at];
    at += found ? found.length : 1;
  }
  if (plain) nodes.push({ kind: "text", text: unescape(plain) });
  return nodes;
}

function readOne(text, at, how) {
  const sign = text[at];
  const rest = () => text.slice(at);
  if (sign === "\n") return { node: { kind: "break" }, length: 1 };
  if (sign === "<") return readAngle(rest());
  if (sign === "`") return readTicks(rest());
  if (sign === ":") return readEmoji(rest());
  if (sign in EMPHASIS) return readEmphasis(text, at, how);
  if (how.verbatim || WORD.test(text[at - 1] ?? " ")) return null;
  if (sign === "h") return readAddress(rest());
  return how.channelOf && "@#".includes(sign) ? readName(rest(), how.channelOf) : null;
}

function readName(text, channelOf) {
  const call = /^@(here|channel|everyone)(?![\p{L}\p{N}_-])/u.exec(text);
  if (call) return { node: { kind: "broadcast", range: call[1] }, length: call[0].length };
  const name = /^#([\p{L}\p{N}_-]{1,80})/u.exec(text);
  const id = name && channelOf(name[1].toLowerCase());
  return id ? { node: { kind: "channel", id, label: name[1] }, length: name[0].length } : null;
}

function readTicks(text) {
  const ticks = /^`([^`\n]+)`/.exec(text);
  return ticks && { node: { kind: "code", children: readCode(ticks[1]) }, length: ticks[0].length };
}

/** In code only what stands in angle brackets means something. */
function readCode(text) {
  const nodes = [];
  let end = 0;
  for (const angle of text.matchAll(/<[^<>\n]+>/g)) {
    nodes.push({ kind: "text", text: unescape(text.slice(end, angle.index)) });
    nodes.push(readAngle(angle[0]).node);
    end = angle.index + angle[0].length;
  }
  nodes.push({ kind: "text", text: unescape(text.slice(end)) });
  return nodes.filter((node) => node.text !== "");
}

function readEmoji(text) {
  const name = EMOJI_NAME.exec(text);
  const sign = name && emojiOf(name[1]);
  return sign ? { node: { kind: "emoji", name: name[1], sign }, length: name[0].length } : null;
}

function readEmphasis(text, at, how) {
  const sign = text[at];
  const before = text[at - 1] ?? " ";
  const after = text[at + 1] ?? " ";
  if (WORD.test(before) || before === sign || /\s/.test(after) || after === sign) return null;
  const end = closing(text, at, sign);
  if (end === -1) return null;
  return {
    node: { kind: EMPHASIS[sign], children: readInline(text.slice(at + 1, end), how) },
    length: end - at + 1,
  };
}

function closing(text, start, sign) {
  for (let at = start + 1; at < text.length && text[at] !== "\n"; at += 1) {
    const whole = /^(?:<[^<>\n]+>|`[^`\n]+`)/.exec(text.slice(at));
    if (whole) at += whole[0].length - 1;
    else if (text[at] === sign && !/\s/.test(text[at - 1]) && !WORD.test(text[at + 1] ?? " ")) return at;
  }
  return -1;
}

function readAddress(text) {
  const address = /^https?:\/\/[^\s<>|]+/.exec(text);
  if (!address) return null;
  const typed = address[0].replace(/(?:[.,;:!?)\]'"*_~]|&gt;|&lt;)+$/, "");
  const url = safeUrl(unescape(typed));
  return (
    url && { node: { kind: "link", url, children: [{ kind: "text", text: unescape(typed) }] }, length: typed.length }
  );
}

function readAngle(text) {
  const angle = /^<([^<>\n]+)>/.exec(text);
  if (!angle) return null;
  const bar = angle[1].indexOf("|");
  const head = bar === -1 ? angle[1] : angle[1].slice(0, bar);
  const label = bar === -1 ? "" : unescape(angle[1].slice(bar + 1));
  const node = meaning(head, label) ?? { kind: "text", text: unescape(angle[0]) };
  return { node, length: angle[0].length };
}

function meaning(head, label) {
  const [, id] = /^[@#]([A-Z0-9]+)$/.exec(head) ?? [];
  if (id && head[0] === "@") return { kind: "user", id, label };
  if (id) return { kind: "channel", id, label };
  if (head.startsWith("!subteam^")) return { kind: "group", id: head.slice(9), label };
  if (head.startsWith("!date^")) return dateNode(head, label);
  if (["!here", "!channel", "!everyone"].includes(head)) return { kind: "broadcast", range: head.slice(1) };
  const url = safeUrl(unescape(head));
  return (
    url && { kind: "link", url, children: [{ kind: "text", text: label || unescape(head).replace(/^mailto:/, "") }] }
  );
}

function dateNode(head, label) {
  const [, unix, format, url] = head.split("^");
  return {
    kind: "date",
    unix: Number(unix),
    format: unescape(format ?? ""),
    url: safeUrl(unescape(url ?? "")),
    fallback: label,
  };
}

/** The address when it is one a person may safely follow, else null. */
export function safeUrl(address) {
  if (!/^(?:https?:\/\/|mailto:)\S+$/i.test(address) || !URL.canParse(address)) return null;
  return address;
}
