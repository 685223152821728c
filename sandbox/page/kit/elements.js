// Block Kit's interactive elements. Every one is a native control with a label, so that keyboards, screen readers and
// tests know it. A `place` says where it stands: {surface, blockId, fires, labelledBy?, describedBy?, isInvalid?}.
import { h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { CHOICES } from "/page/kit/choices.js";
import { INPUTS } from "/page/kit/inputs.js";
import { PICKERS } from "/page/kit/pickers.js";
import { menuButton } from "/page/menu.js";
import { safeUrl } from "/page/kit/mrkdwn.js";
import { plain } from "/page/kit/texts.js";

const DRAW = { ...INPUTS, ...PICKERS, ...CHOICES, button: drawButton, overflow: drawOverflow };

export function drawElement(element, place) {
  const draw = DRAW[element.type];
  return draw ? draw(element, place) : notShown(element.type);
}

export function notShown(type) {
  return h("span", { class: "not-shown" }, `[${type} is not shown in the sandbox yet]`);
}

function drawButton(element, place) {
  const text = plain(element.text);
  const press = async (event) => {
    const button = event.currentTarget;
    if (button.getAttribute("aria-disabled") === "true") return;
    const url = element.url && safeUrl(element.url);
    if (url) window.open(url, "_blank", "noopener,noreferrer");
    // Not `disabled`: that would take the focus away from under the person's fingers.
    button.setAttribute("aria-disabled", "true");
    await place.surface.press(place.blockId, element, null, text);
    button.removeAttribute("aria-disabled");
  };
  return h(
    "button",
    {
      type: "button",
      id: place.surface.fieldId(place.blockId, element.action_id),
      class: ["button", element.style].filter(Boolean).join(" "),
      "aria-label": element.accessibility_label,
      title: element.url,
      on: { click: press },
    },
    h("bdi", {}, text),
  );
}

function drawOverflow(element, place) {
  const choose = (option) => {
    const url = option.url && safeUrl(option.url);
    if (url) window.open(url, "_blank", "noopener,noreferrer");
    place.surface.press(place.blockId, element, { type: "overflow", selected_option: option }, plain(option.text));
  };
  return menuButton(
    {
      class: "button icon-button",
      "aria-label": "More options",
      id: place.surface.fieldId(place.blockId, element.action_id),
    },
    icon("more"),
    "More options",
    () =>
      element.options.map((option) => ({
        label: plain(option.text),
        detail: plain(option.description),
        run: () => choose(option),
      })),
  );
}
