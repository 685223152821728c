// Blocks whose matter lies outside of the sandbox: a sign stands for it, with the words the bot gave it.
import { h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { drawElement } from "/page/kit/elements.js";
import { plain } from "/page/kit/texts.js";

export function drawVideo(block) {
  return stand(
    "video",
    "Video",
    h("div", { class: "stand-title", dir: "auto" }, plain(block.title)),
    byline(block),
    block.description && h("div", { dir: "auto" }, plain(block.description)),
    h("div", { class: "quiet", dir: "auto" }, block.alt_text),
    h("div", { class: "image-address" }, block.title_url ?? block.video_url),
  );
}

export function drawFile(block) {
  return stand("file", "File from elsewhere", h("div", { class: "stand-title" }, h("bdi", {}, block.external_id)));
}

export function drawCall(block) {
  const name = block.call?.v1?.name ?? "Call";
  return stand("call", "Call", h("div", { class: "stand-title" }, h("bdi", {}, name)));
}

export function drawAuthProvider(block, surface) {
  const place = { surface, blockId: block.block_id, fires: true };
  const state = block.is_connected
    ? ["Connected", plain(block.connected_identity), plain(block.connected_context)].filter(Boolean).join(" · ")
    : "Not connected";
  return h(
    "div",
    { class: "section" },
    h(
      "div",
      { class: "section-body" },
      h("div", { class: "stand-title", dir: "auto" }, plain(block.name)),
      block.description && h("div", { dir: "auto" }, plain(block.description)),
      h("div", { class: "quiet" }, state),
    ),
    block.accessory && h("div", { class: "accessory" }, drawElement(block.accessory, place)),
  );
}

function byline({ provider_name: provider, author_name: author }) {
  const words = [author, provider].filter(Boolean).join(" · ");
  return words && h("div", { class: "quiet", dir: "auto" }, words);
}

function stand(sign, kind, ...words) {
  return h(
    "div",
    { class: "stand", role: "group", "aria-label": kind },
    h("span", { class: "stand-sign", "aria-hidden": "true" }, icon(sign)),
    h(
      "div",
      { class: "stand-words" },
      words,
      h("div", { class: "quiet stand-note" }, `${kind}, not played in the sandbox`),
    ),
  );
}
