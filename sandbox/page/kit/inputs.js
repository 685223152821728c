// Fields one types into: text, numbers, addresses, dates and times.
import { momentOf, wallClock } from "/page/dates.js";
import { h } from "/page/dom.js";
import { choose, current, naming, put } from "/page/kit/field.js";
import { isBlank, valueOf } from "/page/kit/form.js";
import { zone } from "/page/state.js";
import { plain } from "/page/kit/texts.js";

export const INPUTS = {
  plain_text_input: (element, place) =>
    textField(element, place, element.multiline ? h("textarea", { rows: 4 }) : h("input", { type: "text" })),
  email_text_input: (element, place) => textField(element, place, h("input", { type: "email", autocomplete: "off" })),
  url_text_input: (element, place) => textField(element, place, h("input", { type: "url", autocomplete: "off" })),
  number_input: (element, place) =>
    textField(
      element,
      place,
      h("input", { type: "text", inputmode: element.is_decimal_allowed ? "decimal" : "numeric" }),
    ),
  datepicker: (element, place) => picker(element, place, "date"),
  timepicker: (element, place) => picker(element, place, "time"),
  datetimepicker: (element, place) =>
    picker(element, place, "datetime-local", {
      shown: (moment) => wallClock(moment),
      meant: (wall) => momentOf(wall),
    }),
};

function textField(element, place, control) {
  assign(control, {
    ...naming(element, place),
    class: "field",
    dir: "auto",
    placeholder: plain(element.placeholder) || null,
    maxlength: element.max_length ?? (element.type === "plain_text_input" ? 3000 : null),
    autofocus: element.focus_on_load,
  });
  control.value = current(element, place) ?? "";
  const count = element.max_length && h("span", { class: "count quiet", "aria-hidden": "true" });
  const tally = () => {
    if (count) count.textContent = leftToType(control.value, element.max_length);
  };
  const when = place.fires ? (element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"]) : [];
  const press = () =>
    place.surface.press(place.blockId, element, place.surface.form.get(place.blockId, element.action_id), "Typing");
  let timer = null;
  control.addEventListener("input", () => {
    put(element, place, control.value === "" ? null : control.value);
    tally();
    clearTimeout(timer);
    if (when.includes("on_character_entered")) timer = setTimeout(press, 250);
  });
  control.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !when.includes("on_enter_pressed")) return;
    if (!element.multiline) event.preventDefault();
    press();
  });
  tally();
  return count ? h("div", { class: "counted" }, control, count) : control;
}

function leftToType(text, most) {
  const left = most - text.length;
  return left < Math.max(20, most * 0.1) ? `${left} left` : "";
}

function picker(element, place, type, { shown = (value) => value, meant = (value) => value } = {}) {
  const control = h("input", { type, class: "field", autofocus: element.focus_on_load, ...naming(element, place) });
  const show = (value) => {
    control.value = value ? shown(value) : "";
  };
  show(current(element, place));
  control.addEventListener("change", () => choose(element, place, control.value ? meant(control.value) : null, show));
  if (type !== "datetime-local") return control;
  return h("span", { class: "with-zone" }, control, h("span", { class: "quiet" }, zone().replace("_", " ")));
}

function assign(control, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (value !== null && value !== undefined && value !== false)
      control.setAttribute(name, value === true ? "" : value);
  }
}

/** What the client itself refuses, as Slack's does, before anything is sent. */
export function complaint(element, value, isOptional) {
  if (isBlank(value)) return isOptional ? null : "Please complete this required field.";
  const typed = value.value;
  if (typed === undefined) return null;
  if (element.min_length && typed.length < element.min_length)
    return `Please enter at least ${element.min_length} characters.`;
  if (element.max_length && typed.length > element.max_length)
    return `Please enter at most ${element.max_length} characters.`;
  if (element.type === "email_text_input" && !/^[^\s@]+@[^\s@]+$/.test(typed))
    return "Please enter a valid email address.";
  if (element.type === "url_text_input" && !URL.canParse(typed)) return "Please enter a valid URL.";
  return element.type === "number_input" ? numberComplaint(element, typed) : null;
}

function numberComplaint(element, typed) {
  const form = element.is_decimal_allowed ? /^-?\d+(?:\.\d+)?$/ : /^-?\d+$/;
  if (!form.test(typed)) return element.is_decimal_allowed ? "Please enter a number." : "Please enter a whole number.";
  if (element.min_value !== undefined && Number(typed) < Number(element.min_value))
    return `Please enter ${element.min_value} or more.`;
  if (element.max_value !== undefined && Number(typed) > Number(element.max_value))
    return `Please enter ${element.max_value} or less.`;
  return null;
}

export function dispatchHint(element) {
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  return element.type.endsWith("_input") && triggers.includes("on_enter_pressed")
    ? "Press Enter to look this up."
    : null;
}
