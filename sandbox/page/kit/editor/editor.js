// The rich_text_input: a modest editor with a toolbar, whose value is Slack's rich_text.
import { h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { breakFrame, tidy } from "/page/kit/editor/lines.js";
import { joins } from "/page/kit/editor/joins.js";
import { markOf, MARKS } from "/page/kit/editor/marking.js";
import { readEditor } from "/page/kit/editor/reading.js";
import { writeEditor } from "/page/kit/editor/writing.js";
import { current, naming, put } from "/page/kit/field.js";
import { pressWhenTyped } from "/page/kit/inputs.js";
import { plain } from "/page/kit/texts.js";

export function drawEditor(element, place) {
  const names = naming(element, place);
  const page = h(
    "div",
    {
      ...names,
      "aria-labelledby": place.labelId ?? names["aria-labelledby"],
      class: "editor-page text rich-text",
      role: "textbox",
      "aria-multiline": "true",
      contenteditable: "true",
      tabindex: "0",
      dir: "auto",
      autofocus: element.focus_on_load,
      data: { placeholder: plain(element.placeholder) },
    },
    writeEditor(current(element, place)),
  );
  const bar = toolbar(page, () => read());
  const read = () => {
    tidy(page);
    const value = readEditor(page);
    page.classList.toggle("is-blank", value === null && page.querySelector("li, blockquote, pre") === null);
    put(element, place, value);
  };
  page.addEventListener("focus", () => {
    document.execCommand("defaultParagraphSeparator", false, "p");
  });
  page.addEventListener("input", read);
  page.addEventListener("beforeinput", (event) => {
    const isForeignMark = event.inputType.startsWith("format");
    if (!isForeignMark && !joins(page, event)) return;
    event.preventDefault();
    read();
  });
  page.addEventListener("keydown", (event) => {
    const mark = markOf(event);
    if (mark) {
      event.preventDefault();
      bar.use(mark);
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing && breakFrame(page)) {
      event.preventDefault();
      read();
    }
  });
  // Only words come in from elsewhere: no foreign markup, no pictures.
  for (const kind of ["paste", "drop"]) {
    page.addEventListener(kind, (event) => {
      event.preventDefault();
      const words = (event.clipboardData ?? event.dataTransfer).getData("text/plain");
      if (words) document.execCommand("insertText", false, words);
    });
  }
  page.addEventListener("click", (event) => event.target.closest("a") && event.preventDefault());
  tidy(page);
  page.classList.toggle("is-blank", current(element, place) === null);
  if (place.fires) pressWhenTyped(element, place, page);
  return h("div", { class: "editor-frame" }, bar.element, page);
}

function toolbar(page, changed) {
  const buttons = new Map(MARKS.map((mark) => [mark, drawButton(mark)]));
  const element = h("div", { class: "editor-bar", role: "toolbar", "aria-label": "Formatting" }, [...buttons.values()]);
  const show = () => {
    if (!page.contains(getSelection().focusNode)) return;
    for (const [mark, button] of buttons) button.setAttribute("aria-pressed", String(mark.isOn(page)));
  };
  const use = async (mark) => {
    page.focus();
    await mark.run(page);
    changed();
    show();
  };
  for (const [mark, button] of buttons) button.addEventListener("click", () => use(mark));
  // The selection stays where one writes.
  element.addEventListener("mousedown", (event) => event.preventDefault());
  element.addEventListener("keydown", (event) => walk(event, [...buttons.values()]));
  for (const kind of ["keyup", "mouseup", "input", "focus"]) page.addEventListener(kind, show);
  buttons.get(MARKS[0]).tabIndex = 0;
  return { element, use };
}

function drawButton(mark) {
  const keys = `Ctrl+${mark.key.replaceAll("+", " ")}`
    .replaceAll(" ", "+")
    .replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
  return h(
    "button",
    {
      type: "button",
      class: "tool small",
      tabindex: "-1",
      "aria-label": mark.name,
      title: `${mark.name} (${keys})`,
      "aria-pressed": "false",
    },
    icon(mark.sign),
  );
}

function walk(event, buttons) {
  const at = buttons.indexOf(document.activeElement);
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  const button = buttons.at(next % buttons.length);
  for (const each of buttons) each.tabIndex = each === button ? 0 : -1;
  button.focus();
}
