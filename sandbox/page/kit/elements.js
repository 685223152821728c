// Block Kit's interactive elements, each with a name that keyboards, screen readers and tests know it by. A `place` says
// where it stands: {surface, blockId, fires (a change is told to the bot), isLabelled?, label?, labelId?, labelledBy?,
// isOptional?, isRequired?, describedBy?}.
import { h } from "/page/dom.js";
import { BUTTONS } from "/page/kit/buttons.js";
import { CHOICES } from "/page/kit/choices.js";
import { drawEditor } from "/page/kit/editor/editor.js";
import { drawFileInput } from "/page/kit/files.js";
import { INPUTS } from "/page/kit/inputs.js";
import { PICKERS } from "/page/kit/pickers.js";

const DRAW = {
  ...BUTTONS,
  ...CHOICES,
  ...INPUTS,
  ...PICKERS,
  rich_text_input: drawEditor,
  file_input: drawFileInput,
};

export function drawElement(element, place) {
  const draw = DRAW[element.type];
  return draw
    ? draw(element, place)
    : h("span", { class: "not-drawn" }, `This element is not drawn here: ${element.type}`);
}
