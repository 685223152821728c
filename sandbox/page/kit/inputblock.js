// The input block: a label, one element, what helps to fill it in, and what is wrong with what was filled in.
import { h } from "/page/dom.js";
import { drawElement } from "/page/kit/elements.js";
import { dispatchHint } from "/page/kit/inputs.js";
import { plain } from "/page/kit/texts.js";

// Elements of several controls: their label names the group, it cannot belong to one of them.
const GROUPS = new Set(["checkboxes", "radio_buttons", "datetimepicker", "rich_text_input", "file_input"]);

export function drawInput(block, surface) {
  const { element } = block;
  const fieldId = surface.fieldId(block.block_id, element.action_id);
  const labelId = `${fieldId}-label`;
  const hints = [
    block.hint && [`${fieldId}-hint`, plain(block.hint)],
    block.dispatch_action && dispatchHint(element) && [`${fieldId}-dispatch`, dispatchHint(element)],
  ].filter(Boolean);
  const optional = block.optional && h("span", { id: `${fieldId}-optional`, class: "quiet" }, "(optional)");
  const error = h("p", { id: `${fieldId}-error`, class: "error", dir: "auto", role: "alert" });
  const isGroup = GROUPS.has(element.type);
  const control = drawElement(element, {
    surface,
    blockId: block.block_id,
    fires: Boolean(block.dispatch_action),
    isLabelled: true,
    isOptional: Boolean(block.optional),
    isRequired: !block.optional,
    label: plain(block.label),
    labelId,
    describedBy: [optional && optional.id, ...hints.map(([id]) => id), error.id].filter(Boolean).join(" "),
  });
  const frame = h(
    "div",
    { class: "input" },
    h(
      "div",
      { class: "input-label" },
      h(
        isGroup ? "span" : "label",
        { for: isGroup ? null : fieldId, id: labelId, class: "label", dir: "auto" },
        plain(block.label),
      ),
      optional,
    ),
    control,
    hints.map(([id, text]) => h("p", { id, class: "hint", dir: "auto" }, text)),
    error,
  );
  surface.onComplaint(block.block_id, (text) => {
    error.textContent = text ?? "";
    frame.classList.toggle("is-invalid", Boolean(text));
    for (const field of frame.querySelectorAll(INVALID_ABLE)) {
      if (text) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  });
  return frame;
}

const INVALID_ABLE =
  "input:not([type=checkbox], [type=radio], [type=file]), textarea, [role=textbox], [role=radiogroup]";
