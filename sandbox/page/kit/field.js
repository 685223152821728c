// What every control has in common: its id, its name, its hint, and what happens when its value changes.
import { innerValue, valueOf } from "/page/kit/form.js";
import { plain } from "/page/kit/texts.js";

export function naming(element, place) {
  const name = plain(element.placeholder) || "Choose";
  const isNamed = place.isLabelled || place.labelledBy;
  return {
    id: place.surface.fieldId(place.blockId, element.action_id),
    "aria-label": isNamed ? null : name,
    "aria-labelledby": place.labelledBy,
    "aria-describedby": place.describedBy,
    "aria-required": place.isRequired ? "true" : null,
  };
}

export function current(element, place) {
  return innerValue(place.surface.form.get(place.blockId, element.action_id));
}

export function put(element, place, value) {
  place.surface.form.set(place.blockId, element.action_id, valueOf(element, value));
  place.surface.settle(place.blockId);
}

/** Take a choice, and tell the bot when the element does so. `undo` shows the old value again when the person is not sure. */
export async function choose(element, place, value, undo, what = plain(value?.text) || "Choice") {
  const before = current(element, place);
  put(element, place, value);
  if (!place.fires) return;
  const isPressed = await place.surface.press(place.blockId, element, valueOf(element, value), what);
  if (isPressed) return;
  put(element, place, before);
  undo(before);
}
