// Faces and names, and the switch that says who one is.
import { fill, h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { on, state } from "/page/state.js";
import { become } from "/page/workspace.js";

export function avatar(user, size = "") {
  const face = h("span", { class: `avatar ${size}`.trim(), "aria-hidden": "true" }, initials(user?.name ?? "?"));
  const colour = /^#?[0-9a-f]{6}$/i.test(user?.color ?? "") ? `#${user.color.replace("#", "")}` : "#5b6670";
  face.style.setProperty("--tint", colour);
  face.classList.toggle("is-pale", brightness(colour) > 0.25);
  face.classList.toggle("is-bot", Boolean(user?.is_bot));
  return face;
}

function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ""]
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toUpperCase();
}

/** Relative luminance: pale faces carry dark letters. */
function brightness(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function personaSwitch() {
  const card = h("div", { class: "persona" });
  const draw = () => {
    if (!state.me) return;
    const wasFocused = card.contains(document.activeElement);
    const select = h(
      "select",
      { "aria-label": "Act as", on: { change: (event) => become(event.target.value) } },
      state.people.map((person) =>
        h("option", { value: person.id, selected: person.id === state.me.id }, `${person.name} · ${person.title}`),
      ),
    );
    fill(
      card,
      avatar(state.me, "large"),
      h(
        "span",
        { class: "persona-words", "aria-hidden": "true" },
        h("span", { class: "quiet" }, "You are"),
        h("span", { class: "persona-name" }, state.me.name),
        h("span", { class: "quiet persona-title" }, `${state.me.title} · ${city(state.me.tz)}`),
      ),
      icon("chevron"),
      select,
    );
    if (wasFocused) select.focus();
  };
  on("me people", draw);
  draw();
  return card;
}

function city(tz) {
  return tz.split("/").at(-1).replaceAll("_", " ");
}
