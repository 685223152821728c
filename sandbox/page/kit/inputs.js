// Fields one types into: text, numbers, addresses.
import { h } from "/page/dom.js";
import { complaint } from "/page/kit/complaints.js";
import { current, naming, put } from "/page/kit/field.js";
import { valueOf } from "/page/kit/form.js";
import { plain } from "/page/kit/texts.js";

const TYPING_PAUSE_MS = 250;

export const INPUTS = {
  plain_text_input: (element, place) =>
    textField(
      element,
      place,
      element.multiline ? "textarea" : "input",
      element.multiline ? { rows: 4 } : { type: "text" },
    ),
  email_text_input: (element, place) => textField(element, place, "input", { type: "email", autocomplete: "off" }),
  url_text_input: (element, place) => textField(element, place, "input", { type: "url", autocomplete: "off" }),
  number_input: (element, place) =>
    textField(element, place, "input", {
      type: "text",
      inputmode: element.is_decimal_allowed ? "decimal" : "numeric",
      autocomplete: "off",
    }),
};

function textField(element, place, tag, properties) {
  const { id, ...names } = naming(element, place);
  const hasLimits = Boolean(element.max_length || element.min_length);
  const count = hasLimits ? h("span", { id: `${id}-count`, class: "count quiet" }) : null;
  const control = h(tag, {
    ...properties,
    ...names,
    id,
    "aria-describedby": [names["aria-describedby"], count && count.id].filter(Boolean).join(" ") || null,
    class: "field",
    dir: "auto",
    placeholder: plain(element.placeholder) || null,
    autofocus: element.focus_on_load,
  });
  control.value = current(element, place) ?? "";
  const tally = () => {
    if (count) count.textContent = lettersLeft(element, control.value);
    count?.classList.toggle("is-over", letters(control.value) > (element.max_length ?? Infinity));
  };
  control.addEventListener("input", () => {
    put(element, place, control.value === "" ? null : control.value);
    tally();
  });
  control.addEventListener("change", () => {
    const text = complaint(element, valueOf(element, current(element, place)));
    if (text) place.surface.complainAbout(place.blockId, text);
  });
  tally();
  if (place.fires) pressWhenTyped(element, place, control);
  return count ? h("div", { class: "counted" }, control, count) : control;
}

export function pressWhenTyped(element, place, control) {
  const when = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const press = () =>
    place.surface.press(place.blockId, element, place.surface.form.get(place.blockId, element.action_id), "Typing");
  let timer = null;
  control.addEventListener("input", () => {
    clearTimeout(timer);
    if (when.includes("on_character_entered")) timer = setTimeout(press, TYPING_PAUSE_MS);
  });
  control.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !when.includes("on_enter_pressed")) return;
    event.preventDefault();
    clearTimeout(timer);
    press();
  });
}

/** Nothing is cut off while one types: the count says how much is too much. */
function lettersLeft({ min_length: least = 0, max_length: most }, text) {
  const count = letters(text);
  if (count < least && count > 0) return `${least - count} more to write`;
  if (!most) return "";
  if (count > most) return `${count - most} too many`;
  return most - count < Math.max(20, most * 0.1) ? `${most - count} left` : "";
}

function letters(text) {
  return [...text].length;
}

export function dispatchHint(element) {
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  return element.type.endsWith("_input") && triggers.includes("on_enter_pressed")
    ? "Press Enter to look this up."
    : null;
}
