// Blocks that frame others: alerts, cards, carousels, containers.
import { h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { drawBlock } from "/page/kit/blocks.js";
import { drawElement } from "/page/kit/elements.js";
import { drawImage } from "/page/kit/images.js";
import { drawNodes } from "/page/kit/nodes.js";
import { readRichText } from "/page/kit/richtext.js";
import { drawText, plain } from "/page/kit/texts.js";

const LEVELS = {
  default: ["Note", "info"],
  info: ["Information", "info"],
  warning: ["Warning", "warning"],
  error: ["Error", "warning"],
  success: ["Success", "check"],
};

export function drawAlert(block) {
  const level = block.level in LEVELS ? block.level : "default";
  const [name, sign] = LEVELS[level];
  return h(
    "div",
    { class: `alert is-${level}`, role: "note" },
    icon(sign),
    h("span", { class: "unseen" }, `${name}: `),
    drawText(block.text),
  );
}

export function drawCard(block, surface) {
  const place = { surface, blockId: block.block_id, fires: true };
  return h(
    "div",
    { class: "kit-card" },
    block.hero_image && drawImage(block.hero_image, "hero"),
    (block.title || block.subtitle) &&
      h(
        "div",
        { class: "kit-card-head" },
        block.icon && drawImage(block.icon, "badge-size"),
        h(
          "div",
          {},
          block.title && drawText(block.title, "div", { class: "kit-card-title" }),
          block.subtitle && drawText(block.subtitle, "div", { class: "quiet" }),
        ),
      ),
    block.body && drawText(block.body),
    block.subtext && drawText(block.subtext, "div", { class: "kit-card-subtext quiet" }),
    block.actions?.length > 0 &&
      h(
        "div",
        { class: "actions" },
        block.actions.map((element) => drawElement(element, place)),
      ),
  );
}

export function drawCarousel(block, surface) {
  const cards = h(
    "div",
    { class: "carousel-cards", role: "list", tabindex: "0", "aria-label": "Cards" },
    block.elements.map((card) => h("div", { role: "listitem" }, drawCard(card, surface))),
  );
  const step = (label, turn, by) =>
    h(
      "button",
      {
        type: "button",
        class: `tool small ${turn}`,
        "aria-label": label,
        title: label,
        on: { click: () => cards.scrollBy({ left: by * cards.firstElementChild.offsetWidth, behavior: "smooth" }) },
      },
      icon("chevron"),
    );
  const count = block.elements.length;
  return h(
    "div",
    { class: "carousel" },
    cards,
    count > 1 &&
      h(
        "div",
        { class: "carousel-foot quiet" },
        step("Earlier cards", "is-back", -1),
        h("span", {}, `${count} cards`),
        step("Further cards", "is-on", 1),
      ),
  );
}

export function drawContainer(block, surface) {
  const width = block.width ?? "standard";
  const head = h(
    "div",
    { class: block.has_header_divider ? "container-head has-line" : "container-head" },
    block.icon && drawImage(block.icon, "badge-size"),
    h(
      "div",
      {},
      h(
        "div",
        { class: "container-title", dir: "auto" },
        block.rich_text_title ? drawNodes(readRichText(block.rich_text_title)) : plain(block.title),
      ),
      block.subtitle && drawText(block.subtitle, "div", { class: "quiet" }),
    ),
  );
  const body = h(
    "div",
    { class: "blocks container-body" },
    block.child_blocks.map((child) => drawBlock(child, surface)),
  );
  if (!block.is_collapsible) return h("section", { class: `container is-${width}` }, head, body);
  return h(
    "details",
    { class: `container is-${width}`, open: !block.default_collapsed, "aria-label": plain(block.title) || "Container" },
    h("summary", {}, head, icon("chevron")),
    body,
  );
}
