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
      return [{ kind: "block", children: readElements(part.elements) }];
    case "rich_text_quote":
      return [{ kind: "quote", children: readElements(part.elements) }];
    case "rich_text_list":
      return [
        {
          kind: "list",
          isOrdered: part.style === "ordered",
          indent: part.indent,
          start: part.offset ? part.offset + 1 : undefined,
          items: part.elements.map((item) => readElements(item.elements)),
        },
      ];
    default:
      return [{ kind: "text", text: `[${part.type} is not shown in the sandbox yet]` }];
  }
}

function readElements(elements = []) {
  return elements.flatMap((element) => styled(readElement(element), element.style));
}

function readElement(element) {
  switch (element.type) {
    case "text":
      return lines(element.text);
    case "link":
      return link(element);
    case "user":
      return [{ kind: "user", id: element.user_id }];
    case "channel":
      return [{ kind: "channel", id: element.channel_id }];
    case "usergroup":
      return [{ kind: "group", id: element.usergroup_id }];
    case "broadcast":
      return [{ kind: "broadcast", range: element.range }];
    case "emoji":
      return [emoji(element.name)];
    case "date":
      return [
        {
          kind: "date",
          unix: element.timestamp,
          format: element.format,
          url: safeUrl(element.url ?? ""),
          fallback: element.fallback,
        },
      ];
    case "color":
      return [{ kind: "colour", value: element.value }];
    default:
      return [{ kind: "text", text: `[${element.type}]` }];
  }
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

function emoji(name) {
  const sign = emojiOf(name);
  return sign ? { kind: "emoji", name, sign } : { kind: "text", text: `:${name}:` };
}

function styled(nodes, style = {}) {
  const kinds = { bold: "bold", italic: "italic", strike: "strike", underline: "underline", code: "code" };
  return Object.entries(kinds).reduce(
    (children, [name, kind]) => (style[name] ? [{ kind, children }] : children),
    nodes,
  );
}
