// The section block: text, fields, and one element beside them. Long text is folded, as Slack folds it.
import { h } from "/page/dom.js";
import { drawElement } from "/page/kit/elements.js";
import { drawImage } from "/page/kit/images.js";
import { drawText } from "/page/kit/texts.js";

const LONG_LETTERS = 700;
const LONG_LINES = 10;

export function drawSection(block, surface) {
  const textId = surface.fieldId(block.block_id, "text");
  const text = block.text && drawText(block.text, "div", { id: textId });
  const place = { surface, blockId: block.block_id, fires: true, labelledBy: block.text && textId };
  return h(
    "div",
    { class: "section" },
    h(
      "div",
      { class: "section-body" },
      text && isFolded(block, surface) ? folded(text) : text,
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

function isFolded(block, surface) {
  const { text } = block.text;
  const isLong = text.length > LONG_LETTERS || text.split("\n").length > LONG_LINES;
  return isLong && !block.expand && surface.isMessage;
}

function folded(text) {
  text.classList.add("is-folded");
  const button = h(
    "button",
    { type: "button", class: "see-more", "aria-expanded": "false", "aria-controls": text.id },
    "See more",
  );
  button.addEventListener("click", () => {
    const isFolded = text.classList.toggle("is-folded");
    button.setAttribute("aria-expanded", String(!isFolded));
    button.textContent = isFolded ? "See more" : "See less";
  });
  return [text, button];
}
