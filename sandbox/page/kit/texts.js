// Block Kit's text objects: mrkdwn is read, plain_text is shown as it is.
import { h } from "/page/dom.js";
import { withEmoji } from "/page/kit/emoji.js";
import { readMrkdwn } from "/page/kit/mrkdwn.js";
import { drawNodes } from "/page/kit/nodes.js";
import { state } from "/page/state.js";

export function drawText(text, tag = "div", properties = {}) {
  const isRead = text.type === "mrkdwn";
  const content = isRead ? drawNodes(readMrkdwn(text.text, howToRead(text))) : plain(text);
  const names = ["text", isRead ? "" : "as-typed", properties.class ?? ""].filter(Boolean);
  return h(tag, { dir: "auto", ...properties, class: names.join(" ") }, content);
}

/** Only a block's text says whether it is verbatim; a message's own text is not searched for names. */
function howToRead({ verbatim }) {
  const channelOf = (name) => state.channels.find((each) => each.kind === "channel" && each.name === name)?.id;
  return { verbatim, channelOf: verbatim === false ? channelOf : null };
}

export function drawMrkdwn(text, properties = {}) {
  return drawText({ type: "mrkdwn", text }, "div", properties);
}

export function plain(text) {
  if (!text) return "";
  return text.emoji ? withEmoji(text.text) : text.text;
}

/** What a person typed, from Slack's form of it: for the field in which they edit it. */
export function typedText(text, users, channels) {
  return text
    .replace(/<@(\w+)(?:\|[^>]*)?>/g, (token, id) => (users.has(id) ? `@${users.get(id).name}` : token))
    .replace(
      /<#(\w+)(?:\|([^>]*))?>/g,
      (token, id, label) => `#${channels.find((each) => each.id === id)?.name ?? label ?? id}`,
    )
    .replace(/<!(here|channel|everyone)>/g, "@$1")
    .replace(/<((?:https?:\/\/|mailto:)[^>|]+)(?:\|[^>]*)?>/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
