// Elements one chooses in: selects of options, people, channels; checkboxes and radio buttons.
import { h } from "/page/dom.js";
import { choose, current, naming } from "/page/kit/field.js";
import { botSource, channelSource, conversationSource, optionSource, peopleSource } from "/page/kit/offers.js";
import { drawMultiSelect, drawSelect } from "/page/kit/select.js";
import { drawText } from "/page/kit/texts.js";

const OFFERED = {
  static: optionSource,
  external: botSource,
  users: peopleSource,
  conversations: conversationSource,
  channels: channelSource,
};

export const CHOICES = {
  checkboxes: drawCheckboxes,
  radio_buttons: drawRadios,
  ...Object.fromEntries(
    Object.entries(OFFERED).flatMap(([kind, source]) => [
      [`${kind}_select`, (element, place) => drawSelect(element, place, source(element, place))],
      [`multi_${kind}_select`, (element, place) => drawMultiSelect(element, place, source(element, place))],
    ]),
  ),
};

function drawCheckboxes(element, place) {
  const taken = () => {
    const keys = new Set([...group.querySelectorAll("input:checked")].map((box) => box.value));
    return element.options.filter((option) => keys.has(option.value));
  };
  const show = (options) => {
    const keys = new Set(options.map((option) => option.value));
    for (const box of group.querySelectorAll("input")) box.checked = keys.has(box.value);
  };
  const group = tickGroup(element, place, "checkbox", () => choose(element, place, taken(), show));
  show(current(element, place));
  return group;
}

function drawRadios(element, place) {
  const show = (option) => {
    for (const button of group.querySelectorAll("input")) button.checked = button.value === option?.value;
  };
  const take = (option) => choose(element, place, option, show);
  const group = tickGroup(element, place, "radio", take);
  show(current(element, place));
  return group;
}

function tickGroup(element, place, type, take) {
  const { id, ...names } = naming(element, place);
  const tick = (option, at) =>
    h(
      "label",
      { class: "tick" },
      h("input", {
        type,
        id: at === 0 ? id : `${id}-${at}`,
        name: id,
        value: option.value,
        autofocus: at === 0 && element.focus_on_load,
        on: { change: () => take(option) },
      }),
      h(
        "span",
        {},
        drawText(option.text, "span"),
        option.description && drawText(option.description, "span", { class: "tick-detail quiet" }),
      ),
    );
  const role = type === "radio" ? "radiogroup" : "group";
  return h(
    "div",
    { class: "ticks", role, ...names, "aria-labelledby": place.labelledBy ?? place.labelId },
    element.options.map(tick),
  );
}
