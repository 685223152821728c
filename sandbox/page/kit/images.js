// Pictures. Those that lie in the sandbox are shown; those from elsewhere are not fetched, for the sandbox makes no call
// outside: their words and their address are shown instead.
import { ownFile } from "/page/api.js";
import { h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { plain } from "/page/kit/texts.js";

export function drawImageBlock(block) {
  return h(
    "figure",
    {},
    block.title && h("figcaption", { dir: "auto" }, plain(block.title)),
    drawImage(block, "whole"),
  );
}

/** `size`: whole, hero, thumbnail or tiny. */
export function drawImage(image, size) {
  const address = image.slack_file?.url && ownFile(image.slack_file.url);
  if (!address) return placeholder(image, size);
  const picture = h("img", { class: `image ${size}`, src: address, alt: image.alt_text, title: image.alt_text });
  picture.addEventListener("error", () => picture.replaceWith(placeholder(image, size)));
  return picture;
}

function placeholder(image, size) {
  const address = image.image_url ?? image.slack_file?.url ?? image.slack_file?.id ?? "";
  const words =
    size === "tiny"
      ? null
      : h(
          "span",
          { class: "image-words", "aria-hidden": "true" },
          h("bdi", {}, image.alt_text),
          h("bdi", { class: "image-address" }, address),
        );
  return h(
    "span",
    {
      class: `image-elsewhere ${size}`,
      role: "img",
      "aria-label": image.alt_text,
      title: `${image.alt_text}\n${address}`,
    },
    icon("image"),
    words,
  );
}
