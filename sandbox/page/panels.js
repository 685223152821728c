// The panels that come and go: each has a button that says whether it is open, and gives the focus back to it.
import { h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { tell } from "/page/state.js";

/** The button for the panel of this id; whoever draws it listens to the topic of the same name. */
export function panelButton(id, { words, sign, ...properties }) {
  return h(
    "button",
    {
      type: "button",
      id: `${id}-button`,
      class: "tool with-words",
      "aria-expanded": "false",
      "aria-controls": id,
      ...properties,
      on: { click: () => togglePanel(id) },
    },
    icon(sign),
    words,
  );
}

export function closeButton(id, words) {
  const properties = { type: "button", class: "tool", "aria-label": words, title: words };
  return h("button", { ...properties, on: { click: () => togglePanel(id, false) } }, icon("close"));
}

export function isPanelOpen(id) {
  return !document.getElementById(id).hidden;
}

export function togglePanel(id, isOpen = !isPanelOpen(id)) {
  const panel = document.getElementById(id);
  if (isOpen !== panel.hidden) return;
  panel.hidden = !isOpen;
  document.getElementById("frame").classList.toggle(`has-${id}`, isOpen);
  const button = document.getElementById(`${id}-button`);
  button?.setAttribute("aria-expanded", String(isOpen));
  closeDrawer();
  if (isOpen) panel.focus({ preventScroll: true });
  else if (panel.contains(document.activeElement) || document.activeElement === document.body) button?.focus();
  tell(id);
}

/** Escape closes the panel, unless something in it has taken the key. */
export function closesOnEscape(id) {
  document.getElementById(id).addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    togglePanel(id, false);
  });
}

/** On narrow screens the sidebar is a drawer. */
export function openDrawer() {
  document.getElementById("frame").classList.add("has-drawer");
  tell("drawer");
  document.querySelector("#sidebar [aria-current]")?.focus();
}

export function closeDrawer() {
  document.getElementById("frame").classList.remove("has-drawer");
  tell("drawer");
}
