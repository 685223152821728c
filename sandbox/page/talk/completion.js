// The list that opens over a text box while one types "/", "@" or "#".
import { fill, h } from "/page/dom.js";
import { channelName, isDirect, state } from "/page/state.js";

/** `field` is a textarea. Answers {element, take(event)}: `take` is asked first about every key. */
export function completion(field, id, hasCommands) {
  const list = h("div", { class: "completion", role: "listbox", id, "aria-label": "Suggestions", hidden: true });
  let offers = [];
  let at = 0;
  let isDismissed = false;

  const close = () => {
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
  };
  const draw = () => {
    list.hidden = isDismissed || offers.length === 0;
    if (list.hidden) return close();
    fill(list, offers.map(drawOffer));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    return field.setAttribute("aria-activedescendant", `${id}-${at}`);
  };
  const drawOffer = (offer, index) =>
    h(
      "div",
      {
        class: "offer",
        role: "option",
        id: `${id}-${index}`,
        "aria-selected": String(index === at),
        // Before the field loses the focus.
        on: { pointerdown: (event) => (event.preventDefault(), accept(offer)) },
      },
      h("bdi", { class: "offer-name" }, offer.name),
      offer.hint && h("span", { class: "offer-hint" }, offer.hint),
      offer.detail && h("span", { class: "offer-detail quiet" }, offer.detail),
    );
  const accept = (offer) => {
    field.setRangeText(`${offer.name} `, offer.from, field.selectionStart, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  field.addEventListener("input", () => {
    isDismissed = false;
    at = 0;
    offers = offersFor(field, hasCommands);
    draw();
  });
  field.addEventListener("blur", close);
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", id);

  const KEYS = {
    ArrowDown: () => (at = (at + 1) % offers.length),
    ArrowUp: () => (at = (at + offers.length - 1) % offers.length),
    Escape: () => (isDismissed = true),
    Tab: () => accept(offers[at]),
    Enter: () => accept(offers[at]),
  };

  const take = (event) => {
    if (list.hidden || !(event.key in KEYS) || event.shiftKey || event.isComposing) return false;
    // A command typed to its end is meant: Enter sends it.
    if (event.key === "Enter" && offers[at].name === field.value.trim()) return close() ?? false;
    event.preventDefault();
    KEYS[event.key]();
    draw();
    return true;
  };
  return { element: list, take, close };
}

function offersFor(field, hasCommands) {
  const typed = field.value.slice(0, field.selectionStart);
  if (hasCommands && /^\/\S*$/.test(typed)) {
    return state.commands
      .filter((each) => each.command.startsWith(typed.toLowerCase()))
      .map((each) => ({ name: each.command, hint: each.usage_hint, detail: each.description, from: 0 }));
  }
  const mark = /(?:^|\s)([@#])([^\s@#]*)$/.exec(typed);
  if (!mark) return [];
  const from = typed.length - mark[2].length - 1;
  const wanted = `${mark[1]}${mark[2]}`.toLowerCase();
  return names(mark[1])
    .filter(
      ({ name }) => name.toLowerCase().startsWith(wanted) || name.toLowerCase().includes(` ${mark[2].toLowerCase()}`),
    )
    .slice(0, 8)
    .map((each) => ({ ...each, from }));
}

function names(sign) {
  if (sign === "#")
    return state.channels
      .filter((each) => !isDirect(each))
      .map((each) => ({ name: channelName(each), detail: each.topic }));
  return [...state.users.values()].map((user) => ({ name: `@${user.name}`, detail: user.title }));
}
