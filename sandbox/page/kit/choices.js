// Elements one chooses in: selects of options, people, channels; checkboxes and radio buttons.
import { h } from "/page/dom.js";
import { choose, current, naming } from "/page/kit/field.js";
import { optionsOf } from "/page/kit/form.js";
import { drawSearch } from "/page/kit/search.js";
import { channelName, state } from "/page/state.js";
import { drawText, plain } from "/page/kit/texts.js";

export const CHOICES = {
  static_select: (element, place) => select(element, place, optionSource(element)),
  multi_static_select: (element, place) => multiSelect(element, place, optionSource(element)),
  users_select: (element, place) => select(element, place, idSource(people())),
  multi_users_select: (element, place) => multiSelect(element, place, idSource(people())),
  conversations_select: (element, place) => select(element, place, idSource(conversations(element))),
  multi_conversations_select: (element, place) => multiSelect(element, place, idSource(conversations(element))),
  channels_select: (element, place) => select(element, place, idSource(publicChannels())),
  multi_channels_select: (element, place) => multiSelect(element, place, idSource(publicChannels())),
  external_select: drawSearch,
  checkboxes: drawCheckboxes,
  radio_buttons: drawRadios,
};

/** A source says what a select shows, and turns its strings into the values Slack speaks of and back. */
function optionSource(element) {
  const offered = optionsOf(element);
  return {
    groups: element.option_groups?.map((group) => ({
      label: plain(group.label),
      options: group.options.map(labelled),
    })),
    options: offered.map(labelled),
    keyOf: (option) => option?.value ?? "",
    valueOf: (key) => offered.find((option) => option.value === key) ?? null,
  };
}

function labelled(option) {
  return { key: option.value, label: plain(option.text) };
}

function idSource(options) {
  return { options, keyOf: (id) => id ?? "", valueOf: (key) => key || null };
}

function people() {
  const users = [...state.users.values()].sort(
    (one, other) => one.is_bot - other.is_bot || one.name.localeCompare(other.name),
  );
  return users.map((user) => ({ key: user.id, label: user.is_bot ? `${user.name} (app)` : user.name }));
}

function conversations(element) {
  const kinds = { channel: "public", private: "private", im: "im" };
  const wanted = element.filter?.include ?? Object.values(kinds);
  const fits = (each) =>
    wanted.includes(kinds[each.kind]) && !(element.filter?.exclude_bot_users && state.users.get(each.with)?.is_bot);
  return state.channels
    .filter((each) => !each.is_archived && fits(each))
    .map((each) => ({ key: each.id, label: channelName(each) }));
}

function publicChannels() {
  return conversations({ filter: { include: ["public"] } });
}

function drawOptions(source) {
  const draw = ({ key, label }) => h("option", { value: key }, label);
  if (!source.groups) return source.options.map(draw);
  return source.groups.map((group) => h("optgroup", { label: group.label }, group.options.map(draw)));
}

function select(element, place, source) {
  const blank = h(
    "option",
    { value: "", disabled: place.fires && !place.isLabelled },
    plain(element.placeholder) || "Choose an option",
  );
  const control = h(
    "select",
    { class: "field", autofocus: element.focus_on_load, ...naming(element, place) },
    blank,
    drawOptions(source),
  );
  const show = (value) => {
    control.value = source.keyOf(value);
  };
  show(current(element, place));
  control.addEventListener("change", () => choose(element, place, source.valueOf(control.value), show));
  return control;
}

function multiSelect(element, place, source) {
  const size = Math.min(Math.max(source.options.length, 2), 6);
  const control = h("select", { class: "field", multiple: true, size, ...naming(element, place) }, drawOptions(source));
  const show = (values) => {
    const keys = new Set(values.map(source.keyOf));
    for (const option of control.options) option.selected = keys.has(option.value);
  };
  const take = () => {
    const chosen = [...control.selectedOptions].map((option) => source.valueOf(option.value));
    if (element.max_selected_items && chosen.length > element.max_selected_items) show(current(element, place));
    else choose(element, place, chosen, show);
  };
  show(current(element, place));
  control.addEventListener("change", take);
  // A plain click adds and takes away: nobody should need to know about the Control key.
  control.addEventListener("mousedown", (event) => {
    if (event.target.tagName !== "OPTION") return;
    event.preventDefault();
    control.focus();
    event.target.selected = !event.target.selected;
    control.dispatchEvent(new Event("change"));
  });
  return control;
}

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
      h("input", { type, id: at === 0 ? id : null, name: id, value: option.value, on: { change: () => take(option) } }),
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
