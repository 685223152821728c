// The rich_text block, read into the same nodes mrkdwn gives.
import { emojiOf } from "/page/kit/emoji.js";
import { safeUrl } from "/page/kit/mrkdwn.js";

export function readRichText(block) {
  return (block.elements ?? []).flatMap(readPart);
}

function readPart(part) {
  switch (part.type) {
    case "rich_text_section":
      return [{ kind: "paragraph", children: readElements(part.elements) }];
    case "rich_text_preformatted":
      return [{ kind: "block", hasBorder: part.border === 1, children: readElements(part.elements) }];
    case "rich_text_quote":
      return [{ kind: "quote", children: readElements(part.elements) }];
    case "rich_text_list":
      return [
        {
          kind: "list",
          isOrdered: part.style === "ordered",
          indent: part.indent,
          start: part.offset ? part.offset + 1 : undefined,
          hasBorder: part.border === 1,
          items: part.elements.map((item) => readElements(item.elements)),
        },
      ];
    default:
      return [{ kind: "text", text: `This text is not drawn here: ${part.type}` }];
  }
}

function readElements(elements = []) {
  return elements.flatMap((element) => styled(readElement(element), element.style));
}

const READ = {
  text: ({ text }) => lines(text),
  link,
  user: ({ user_id: id }) => [{ kind: "user", id }],
  channel: ({ channel_id: id }) => [{ kind: "channel", id }],
  usergroup: ({ usergroup_id: id }) => [{ kind: "group", id }],
  team: ({ team_id: id }) => [{ kind: "group", id }],
  broadcast: ({ range }) => [{ kind: "broadcast", range }],
  emoji: (element) => [emoji(element)],
  color: ({ value }) => [{ kind: "colour", value }],
  date: ({ timestamp, format, url = "", fallback }) => [
    { kind: "date", unix: timestamp, format, url: safeUrl(url), fallback },
  ],
};

function readElement(element) {
  return READ[element.type]?.(element) ?? [{ kind: "text", text: `[${element.type}]` }];
}

function lines(text) {
  return text
    .split("\n")
    .flatMap((line, at) => (at ? [{ kind: "break" }, { kind: "text", text: line }] : [{ kind: "text", text: line }]));
}

function link(element) {
  const text = element.text || element.url;
  const url = safeUrl(element.url);
  return url ? [{ kind: "link", url, children: lines(text) }] : lines(text);
}

/** An emoji we have no name for may bring its own signs. */
function emoji({ name, unicode }) {
  const sign = emojiOf(name) ?? (unicode && signOf(unicode));
  return sign ? { kind: "emoji", name, sign } : { kind: "text", text: `:${name}:` };
}

function signOf(unicode) {
  const points = unicode.split("-").map((point) => parseInt(point, 16));
  return points.every((point) => point > 0 && point <= 0x10ffff) ? String.fromCodePoint(...points) : null;
}

function styled(nodes, style = {}) {
  const kinds = { bold: "bold", italic: "italic", strike: "strike", underline: "underline", code: "code" };
  return Object.entries(kinds).reduce(
    (children, [name, kind]) => (style[name] ? [{ kind, children }] : children),
    nodes,
  );
}
