// A menu that hangs off a button: message actions, shortcuts, overflow, people.
import { h } from "/page/dom.js";
import { hangOn } from "/page/hang.js";

/** `items`: {label, detail?, run, isDanger?} or {heading}. Returns nothing: the menu lives until something is chosen. */
export function openMenu(button, label, items) {
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label, popover: "auto" });
  const choose = (item) => {
    menu.hidePopover();
    item.run();
  };
  menu.append(...items.map((item) => drawItem(item, choose)));
  menu.addEventListener("keydown", (event) => walk(event, menu));
  menu.addEventListener("toggle", (event) => {
    if (event.newState === "open") return;
    letGo();
    button.setAttribute("aria-expanded", "false");
    const hadFocus = menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    if (hadFocus) button.focus();
  });
  // Inside a modal everything outside of it is inert, a menu too.
  (button.closest("dialog") ?? document.body).append(menu);
  button.setAttribute("aria-expanded", "true");
  menu.showPopover();
  const letGo = hangOn(menu, button);
  menu.querySelector("[role=menuitem]")?.focus();
}

export function menuButton(properties, content, label, items) {
  return h(
    "button",
    {
      type: "button",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      ...properties,
      on: { click: (event) => openMenu(event.currentTarget, label, items()) },
    },
    content,
  );
}

function drawItem(item, choose) {
  if (item.heading) return h("div", { class: "menu-heading", role: "presentation" }, item.heading);
  return h(
    "button",
    {
      type: "button",
      role: "menuitem",
      tabindex: "-1",
      class: item.isDanger ? "menu-item danger" : "menu-item",
      on: { click: () => choose(item) },
    },
    h("bdi", {}, item.label),
    item.detail && h("span", { class: "menu-detail" }, item.detail),
  );
}

function walk(event, menu) {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (next !== undefined) {
    event.preventDefault();
    items.at(next % items.length).focus();
  } else if (event.key === "Tab") menu.hidePopover();
  else if (event.key === "Escape") event.stopPropagation();
}
