// Changing what one wrote: the message becomes a field until it is saved or left.
import { send } from "/page/api.js";
import { h } from "/page/dom.js";
import { typedText } from "/page/kit/texts.js";
import { state } from "/page/state.js";
import { attempt } from "/page/toast.js";

const editing = new Set();

export function isEditing(message, place) {
  return editing.has(keyOf(message, place));
}

export function forgetEditing() {
  editing.clear();
}

function keyOf(message, place) {
  return `${place.isThread ? "thread" : "channel"} ${message.ts}`;
}

let redraw = () => {};

export function onEditing(listener) {
  redraw = listener;
}

export function setEditing(message, place, isOn) {
  if (isOn) editing.add(keyOf(message, place));
  else editing.delete(keyOf(message, place));
  redraw();
}

/** The last thing one wrote in a history. */
export async function editLast(history, place) {
  const last = history?.run.findLast((message) => message.user === state.me.id && !message.bot_id && !message.subtype);
  if (!last) return;
  await history.newest();
  setEditing(last, place, true);
}

export function drawEditor(message, place) {
  const typed = typedText(message.text, state.users, state.channels);
  const field = h("textarea", { class: "field", "aria-label": "Edit message", rows: 2, dir: "auto" }, typed);
  const save = async () => {
    const isChanged = field.value.trim() && field.value !== typed;
    const isDone =
      !isChanged || (await attempt(send("edit", { channel: place.channelId, ts: message.ts, text: field.value })));
    if (isDone) setEditing(message, place, false);
  };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") setEditing(message, place, false);
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    save();
  });
  queueMicrotask(() => field.focus());
  return h(
    "div",
    { class: "editor" },
    field,
    h("button", { type: "button", class: "button", on: { click: () => setEditing(message, place, false) } }, "Cancel"),
    h("button", { type: "button", class: "button primary", on: { click: save } }, "Save changes"),
  );
}
