// The external select: what is typed goes to the bot, which answers the options.
import { send } from "/page/api.js";
import { fill, h } from "/page/dom.js";
import { choose, current, naming, put } from "/page/kit/field.js";
import { plain } from "/page/kit/texts.js";

const PAUSE_MS = 200;

export function drawSearch(element, place) {
  const names = naming(element, place);
  const offers = h("datalist", { id: `${names.id}-offers` });
  const placeholder = plain(element.placeholder) || "Type to search";
  const field = h("input", {
    type: "text",
    class: "field",
    list: offers.id,
    placeholder,
    autocomplete: "off",
    autofocus: element.focus_on_load,
    ...names,
  });
  let options = [];
  let timer = null;
  const show = (option) => {
    field.value = plain(option?.text);
  };
  const search = async () => {
    const body = { in: place.surface.where, block_id: place.blockId, action_id: element.action_id, value: field.value };
    const answer = await send("options", body).catch(() => ({}));
    options = answer.options ?? answer.option_groups?.flatMap((group) => group.options) ?? [];
    fill(
      offers,
      options.map((option) => h("option", { value: plain(option.text) })),
    );
  };
  const chosen = () => options.find((option) => plain(option.text) === field.value);
  field.addEventListener("input", () => {
    clearTimeout(timer);
    const option = chosen();
    if (option) choose(element, place, option, show);
    else if (current(element, place)) put(element, place, null);
    if (!option && field.value.length >= (element.min_query_length ?? 3)) timer = setTimeout(search, PAUSE_MS);
  });
  // What stands in the field is what was chosen, never something half typed.
  field.addEventListener("change", () => {
    if (!chosen() && !current(element, place)) field.value = "";
  });
  if (element.min_query_length === 0) field.addEventListener("focus", search, { once: true });
  show(current(element, place));
  return h("div", {}, field, offers);
}
