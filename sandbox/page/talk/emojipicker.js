// A small board of emoji that hangs off a button: the usual ones, or those whose name has what is typed.
import { fill, h } from "/page/dom.js";
import { hangOn } from "/page/hang.js";
import { emojiNames, emojiOf } from "/page/kit/emoji.js";

const ROW = 8;
const MOST = 64;
const USUAL = [
  ..."+1 -1 white_check_mark eyes tada heart pray raised_hands".split(" "),
  ..."smile joy thinking_face sob fire rocket wave clap".split(" "),
  ..."hourglass_flowing_sand warning rotating_light wrench printer coffee bulb memo".split(" "),
];

/** `take` is called with the name of what was picked. */
export function pickEmoji(button, take) {
  const board = h("div", { class: "emoji-board", role: "group", "aria-label": "Emoji" });
  const field = h("input", {
    type: "search",
    class: "field",
    placeholder: "Find an emoji",
    "aria-label": "Find an emoji",
    autocomplete: "off",
  });
  const panel = h(
    "div",
    { class: "menu emoji-picker", role: "dialog", "aria-label": "Add reaction", popover: "auto" },
    field,
    board,
  );
  const pick = (name) => {
    panel.hidePopover();
    take(name);
  };
  const draw = () => {
    const wanted = field.value.trim().toLowerCase().replaceAll(" ", "_");
    const names = wanted ? named(wanted) : USUAL;
    fill(
      board,
      names.length > 0
        ? names.slice(0, MOST).map((name) => drawChoice(name, pick))
        : h("p", { class: "quiet" }, "None of this name."),
    );
  };
  field.addEventListener("input", draw);
  field.addEventListener("keydown", (event) => {
    const first = board.querySelector("button");
    if (event.key === "Enter" && first) pick(first.dataset.name);
    else if (event.key === "ArrowDown" && first) first.focus();
    else return;
    event.preventDefault();
  });
  board.addEventListener("keydown", (event) => walk(event, board, field));
  panel.addEventListener("toggle", (event) => {
    if (event.newState === "open") return;
    letGo();
    button.setAttribute("aria-expanded", "false");
    const hadFocus = panel.contains(document.activeElement) || document.activeElement === document.body;
    panel.remove();
    if (hadFocus && button.isConnected) button.focus();
  });
  draw();
  document.body.append(panel);
  button.setAttribute("aria-expanded", "true");
  panel.showPopover();
  const letGo = hangOn(panel, button);
  field.focus();
}

/** Those of just this name first, then those that begin with it. */
function named(wanted) {
  const rank = (name) => (name === wanted ? 0 : name.startsWith(wanted) ? 1 : 2);
  const names = emojiNames().filter((name) => name.includes(wanted));
  return names.sort((one, other) => rank(one) - rank(other));
}

function drawChoice(name, pick) {
  return h(
    "button",
    {
      type: "button",
      class: "emoji-choice",
      "aria-label": name.replaceAll("_", " "),
      title: `:${name}:`,
      data: { name },
      on: { click: () => pick(name) },
    },
    emojiOf(name),
  );
}

function walk(event, board, field) {
  const all = [...board.querySelectorAll("button")];
  const at = all.indexOf(document.activeElement);
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: ROW, ArrowUp: -ROW }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  (at + step < 0 ? field : (all[at + step] ?? all.at(-1))).focus();
}
