// Selects of one or of several, whatever they offer.
import { fill, h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { Combobox } from "/page/kit/combobox.js";
import { choose, current, naming } from "/page/kit/field.js";
import { plain } from "/page/kit/texts.js";

export function drawSelect(element, place, source) {
  const names = { ...naming(element, place), ...seen(element, "Choose an option") };
  let value = current(element, place);
  const offer = () => value && source.offerOf(value);
  const show = (now) => {
    value = now;
    clear.hidden = !place.isOptional || !value;
    box.rest();
  };
  const put = (now) => {
    show(now);
    choose(element, place, now, show, now ? source.offerOf(now).label : "Choice");
  };
  const box = new Combobox(names, {
    find: source.find,
    pause: source.pause,
    shown: () => offer()?.label ?? "",
    isTaken: (each) => each.key === offer()?.key,
    take: (each) => put(each.value),
    drop: () => place.isOptional && value && put(null),
  });
  box.input.classList.add("field", "combobox");
  const clear = h(
    "button",
    {
      type: "button",
      class: "tool small clear",
      "aria-label": "Clear",
      "aria-describedby": place.labelId,
      title: "Clear",
      on: { click: () => (put(null), box.input.focus()) },
    },
    icon("close"),
  );
  show(value);
  return h("div", { class: "select" }, box.input, clear, box.list.element);
}

export function drawMultiSelect(element, place, source) {
  const names = { ...naming(element, place), ...seen(element, "Choose options") };
  const most = element.max_selected_items ?? Infinity;
  const chosen = h("ul", { class: "choices", role: "list", "aria-label": "Chosen" });
  let values = current(element, place);
  const keys = () => values.map((value) => source.offerOf(value).key);
  const show = (now) => {
    values = now;
    fill(
      chosen,
      values.map((value) => drawChoice(source.offerOf(value), () => put(without(value)))),
    );
    chosen.hidden = values.length === 0;
    box.input.placeholder = values.length > 0 ? "" : names.placeholder;
    box.redraw();
  };
  const put = (now) => {
    show(now);
    choose(element, place, now, show);
  };
  const without = (value) => values.filter((each) => source.offerOf(each).key !== source.offerOf(value).key);
  const isTaken = (each) => keys().includes(each.key);
  const box = new Combobox(names, {
    find: source.find,
    note: () => (values.length >= most ? `No more than ${most === 1 ? "one" : most} can be chosen.` : undefined),
    pause: source.pause,
    staysOpen: true,
    anchor: () => frame,
    shown: () => "",
    isTaken,
    isBarred: (each) => !isTaken(each) && values.length >= most,
    take: (each) => put(isTaken(each) ? without(each.value) : [...values, each.value]),
    drop: () => values.length > 0 && put(values.slice(0, -1)),
  });
  box.list.list.setAttribute("aria-multiselectable", "true");
  const drawChoice = (offer, remove) =>
    h(
      "li",
      { class: "choice" },
      offer.face?.(),
      h("bdi", {}, offer.label),
      h(
        "button",
        {
          type: "button",
          "aria-label": `Remove ${offer.label}`,
          title: "Remove",
          on: { click: () => (remove(), box.input.focus()) },
        },
        icon("close"),
      ),
    );
  // The frame looks like a field, and anywhere in it one may click to go on choosing.
  const frame = h("div", { class: "field multi-select" }, chosen, box.input, box.list.element);
  frame.addEventListener("mousedown", (event) => {
    if (event.target !== frame && event.target !== chosen) return;
    event.preventDefault();
    box.input.focus();
    box.open();
  });
  show(values);
  return frame;
}

function seen(element, otherwise) {
  return { placeholder: plain(element.placeholder) || otherwise, autofocus: element.focus_on_load };
}
