// Search: one field for channels, people and everything that was said; arrow keys walk, Enter goes there.
import { ask } from "/page/api.js";
import { fill, h } from "/page/dom.js";
import { drawOffer, offersOf, usualOffers } from "/page/find/offers.js";
import { icon } from "/page/icons.js";
import { closeDrawer } from "/page/panels.js";

const PAUSE_MS = 120;
const IS_MAC = /mac|iphone|ipad/i.test(navigator.platform);

export function searchButton() {
  return h(
    "button",
    { type: "button", class: "search-button", "aria-haspopup": "dialog", on: { click: openSearch } },
    icon("search"),
    h("span", {}, "Search"),
    h("kbd", { "aria-hidden": "true" }, IS_MAC ? "⌘K" : "Ctrl K"),
  );
}

/** Ctrl+K, wherever one is but in a dialog. */
export function searchByKey() {
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (!document.querySelector("dialog[open]")) openSearch();
  });
}

function openSearch() {
  const list = h("div", { class: "finds", role: "listbox", id: "finds", "aria-label": "Results" });
  const note = h("p", { class: "finds-note quiet", role: "status" });
  const field = h("input", {
    type: "search",
    class: "find-field",
    placeholder: "Search channels, people, messages",
    "aria-label": "Search",
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": "finds",
    "aria-autocomplete": "list",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: 200,
  });
  const dialog = h(
    "dialog",
    { class: "find", "aria-label": "Search", on: { close: () => dialog.remove() } },
    h("div", { class: "find-head" }, icon("search"), field),
    list,
    note,
  );
  let offers = [];
  let at = 0;
  let timer = null;

  const go = (offer) => {
    dialog.close();
    closeDrawer();
    offer.go();
  };
  const activate = (next) => {
    at = next;
    for (const [index, row] of [...list.querySelectorAll("[role=option]")].entries()) {
      row.setAttribute("aria-selected", String(index === at));
      if (index === at) row.scrollIntoView({ block: "nearest" });
    }
    if (offers.length > 0) field.setAttribute("aria-activedescendant", `find-${at}`);
    else field.removeAttribute("aria-activedescendant");
  };
  const show = (groups, words) => {
    offers = groups.flatMap((group) => group.offers);
    fill(list, groups.filter((group) => group.offers.length > 0).map(drawGroup));
    note.textContent = words;
    activate(0);
  };
  const drawGroup = (group) => {
    const first = offers.indexOf(group.offers[0]);
    return h(
      "div",
      { role: "group", "aria-labelledby": `find-group-${first}` },
      h("div", { class: "finds-heading", id: `find-group-${first}`, role: "presentation" }, group.label),
      group.offers.map((offer, index) => drawOffer(offer, first + index, () => go(offer))),
    );
  };
  const search = async () => {
    const text = field.value.trim();
    if (!text) return show(usualOffers(), "");
    const answer = await ask("search", { text }).catch(() => null);
    if (text !== field.value.trim()) return undefined;
    if (!answer) return show([], "The sandbox is not reachable.");
    const groups = offersOf(answer, text);
    const count = groups.reduce((sum, group) => sum + group.offers.length, 0);
    return show(groups, count === 0 ? `Nothing here has “${text}” in it.` : "");
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE_MS);
  });
  field.addEventListener("keydown", (event) => {
    const last = offers.length - 1;
    const next = { ArrowDown: at === last ? 0 : at + 1, ArrowUp: at === 0 ? last : at - 1 }[event.key];
    if (next !== undefined && offers.length > 0) {
      event.preventDefault();
      activate(next);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      if (offers[at]) go(offers[at]);
    }
  });
  // Beside the dialog.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  search();
}
