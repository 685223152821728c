// What hangs below a message: the preview of a link, or what older apps attach.
import { timeElement } from "/page/dates.js";
import { arrange, h } from "/page/dom.js";
import { blockItems } from "/page/kit/blocks.js";
import { drawImage } from "/page/kit/images.js";
import { safeUrl } from "/page/kit/mrkdwn.js";
import { drawMrkdwn } from "/page/kit/texts.js";

export function drawAttachment(attachment, surface) {
  const frame = h("div", { class: "attachment blocks" });
  if (/^#?[0-9a-f]{6}$/i.test(attachment.color ?? ""))
    frame.style.setProperty("--bar", `#${attachment.color.replace("#", "")}`);
  const words = h("div", { class: "attachment-words" }, drawWords(attachment));
  if (attachment.blocks) {
    const blocks = h("div", { class: "blocks" });
    arrange(blocks, blockItems(attachment.blocks, surface));
    words.append(blocks);
  }
  if (words.childElementCount === 0 && attachment.fallback) words.append(drawMrkdwn(attachment.fallback));
  frame.append(words);
  const picture = attachment.image_url && drawImage(asImage(attachment, attachment.image_url), "whole");
  if (picture) frame.append(picture);
  if (attachment.thumb_url) frame.append(drawImage(asImage(attachment, attachment.thumb_url), "thumbnail"));
  return [attachment.pretext && drawMrkdwn(attachment.pretext), frame];
}

function drawWords(attachment) {
  return [
    (attachment.service_name || attachment.author_name) &&
      h(
        "p",
        { class: "attachment-author" },
        [attachment.service_name, attachment.author_name].filter(Boolean).join(" · "),
      ),
    attachment.title &&
      h("p", { class: "attachment-title", dir: "auto" }, linked(attachment.title, attachment.title_link)),
    attachment.text && drawMrkdwn(attachment.text),
    attachment.fields?.length > 0 &&
      h(
        "div",
        { class: "fields" },
        attachment.fields.map((field) =>
          h(
            "div",
            { class: field.short ? "" : "is-long" },
            h("strong", { dir: "auto" }, field.title),
            drawMrkdwn(String(field.value ?? "")),
          ),
        ),
      ),
    (attachment.footer || attachment.ts) &&
      h(
        "p",
        { class: "attachment-foot quiet" },
        attachment.footer && h("bdi", {}, attachment.footer),
        attachment.footer && attachment.ts && " · ",
        attachment.ts && timeElement(Number(attachment.ts), "{date_short_pretty} {time}"),
      ),
  ];
}

function linked(title, address) {
  const url = safeUrl(address ?? "");
  if (!url) return title;
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow", title: url }, title);
}

function asImage(attachment, address) {
  return { image_url: address, alt_text: attachment.title || attachment.fallback || "Picture" };
}
