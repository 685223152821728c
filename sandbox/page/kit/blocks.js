// Block Kit's blocks, drawn on a surface (a message or a view).
import { h } from "/page/dom.js";
import { drawElement, notShown } from "/page/kit/elements.js";
import { icon } from "/page/icons.js";
import { drawInput } from "/page/kit/inputblock.js";
import { readMarkdown } from "/page/kit/markdown.js";
import { safeUrl } from "/page/kit/mrkdwn.js";
import { drawNodes } from "/page/kit/nodes.js";
import { readRichText } from "/page/kit/richtext.js";
import { drawText, plain } from "/page/kit/texts.js";

const DRAW = {
  section: drawSection,
  header: (block) => h("h3", { class: `block-header level-${block.level ?? 1}`, dir: "auto" }, plain(block.text)),
  divider: () => h("hr"),
  context: (block) => h("div", { class: "context" }, block.elements.map(drawContextPart)),
  actions: (block, surface) =>
    h(
      "div",
      { class: "actions" },
      block.elements.map((element) => drawElement(element, { surface, blockId: block.block_id, fires: true })),
    ),
  image: drawImageBlock,
  rich_text: (block) => h("div", { class: "text rich-text" }, drawNodes(readRichText(block))),
  markdown: (block) => h("div", { class: "text rich-text" }, drawNodes(readMarkdown(block.text))),
  input: drawInput,
  table: drawTable,
};

export function drawBlock(block, surface) {
  const draw = DRAW[block.type];
  return h("div", { class: `block block-${block.type}` }, draw ? draw(block, surface) : notShown(block.type));
}

/** For `arrange`: a block that did not change stays as it stands, with what was typed into it. */
export function blockItems(blocks, surface) {
  return blocks.map((block, at) => ({
    key: `${block.type} ${block.block_id ?? at}`,
    print: JSON.stringify(block),
    build: () => drawBlock(block, surface),
  }));
}

function drawSection(block, surface) {
  const textId = block.accessory && surface.fieldId(block.block_id, "text");
  const place = { surface, blockId: block.block_id, fires: true, labelledBy: block.text && textId };
  return h(
    "div",
    { class: "section" },
    h(
      "div",
      { class: "section-body" },
      block.text && drawText(block.text, "div", { id: textId }),
      block.fields &&
        h(
          "div",
          { class: "fields" },
          block.fields.map((field) => drawText(field)),
        ),
    ),
    block.accessory && h("div", { class: "accessory" }, drawAccessory(block.accessory, place)),
  );
}

function drawAccessory(accessory, place) {
  return accessory.type === "image" ? drawImage(accessory, "thumbnail") : drawElement(accessory, place);
}

function drawContextPart(part) {
  return part.type === "image" ? drawImage(part, "tiny") : drawText(part, "span");
}

function drawImageBlock(block) {
  return h(
    "figure",
    {},
    block.title && h("figcaption", { dir: "auto" }, plain(block.title)),
    drawImage(block, "whole"),
  );
}

/** Pictures from elsewhere are not fetched: the sandbox makes no call outside. Their words and a link are shown. */
function drawImage(image, size) {
  const address = image.image_url ?? image.slack_file?.url ?? "";
  const isOurs =
    address.startsWith("data:image/") || (URL.canParse(address) && new URL(address).origin === location.origin);
  if (isOurs) return h("img", { class: `image ${size}`, src: address, alt: image.alt_text, loading: "lazy" });
  const words = [icon("image"), size === "tiny" ? null : h("bdi", {}, image.alt_text)];
  const properties = { class: `image-elsewhere ${size}`, title: image.alt_text };
  const url = safeUrl(address);
  if (!url) return h("span", properties, words);
  return h(
    "a",
    { ...properties, href: url, target: "_blank", rel: "noopener noreferrer", "aria-label": image.alt_text },
    words,
  );
}

function drawTable(block) {
  const settings = block.column_settings ?? [];
  const cell = (tag) => (each, at) =>
    h(tag, { class: `align-${settings[at]?.align ?? "left"}`, dir: "auto" }, drawCell(each));
  const [head, ...rows] = block.rows;
  return h(
    "div",
    { class: "table-frame", tabindex: "0", role: "region", "aria-label": "Table" },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, head.map(cell("th")))),
      h(
        "tbody",
        {},
        rows.map((row) => h("tr", {}, row.map(cell("td")))),
      ),
    ),
  );
}

function drawCell(cell) {
  return cell.type === "rich_text" ? drawNodes(readRichText(cell)) : String(cell.text ?? cell.value ?? "");
}
