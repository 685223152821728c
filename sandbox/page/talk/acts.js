// What can be done with a message: the tools beside it, and the menu behind the dots.
import { deliver, send } from "/page/api.js";
import { confirmed } from "/page/confirm.js";
import { h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { menuButton } from "/page/menu.js";
import { linkTo } from "/page/place.js";
import { state } from "/page/state.js";
import { timed } from "/page/talk/chips.js";
import { setEditing } from "/page/talk/editor.js";
import { addReaction } from "/page/talk/reactions.js";
import { attempt, say } from "/page/toast.js";
import { openThread } from "/page/visiting.js";

const EDITABLE = new Set([undefined, "file_share", "thread_broadcast"]);

/** `scope`: where the mark of a delivery appears. */
export function drawTools(message, place, scope) {
  const reply = h(
    "button",
    {
      type: "button",
      class: "tool",
      tabindex: "-1",
      "aria-label": "Reply in thread",
      title: "Reply in thread",
      on: { click: () => replyTo(message) },
    },
    icon("reply"),
  );
  const more = menuButton(
    { class: "tool", tabindex: "-1", "aria-label": "More actions", title: "More actions" },
    icon("more"),
    "Message",
    () => actionsFor(message, place, scope),
  );
  return h("div", { class: "tools" }, addReaction(message, place), place.isThread ? null : reply, more);
}

/** What one wrote, one may change. */
export function isOwn(message) {
  return message.user === state.me.id && !message.bot_id && EDITABLE.has(message.subtype);
}

function replyTo(message) {
  openThread(message.thread_ts ?? message.ts);
}

function actionsFor(message, place, scope) {
  const shortcuts = state.shortcuts.filter((each) => each.type === "message");
  return [
    !place.isThread && { label: "Reply in thread", run: () => replyTo(message) },
    ...shortcuts.map((each) => ({
      label: each.name,
      detail: each.description,
      run: () => useShortcut(each, message, place, scope),
    })),
    { label: "Copy link", run: () => copyLink(message, place) },
    EDITABLE.has(message.subtype) && { label: pinLabel(message), run: () => pin(message, place) },
    isOwn(message) && { label: "Edit message", run: () => setEditing(message, place, true) },
    { label: "Delete message", isDanger: true, run: () => remove(message, place) },
  ].filter(Boolean);
}

function useShortcut(shortcut, message, place, scope) {
  const body = { callback_id: shortcut.callback_id, channel: place.channelId, ts: message.ts };
  return timed(scope, shortcut.name, deliver("shortcut", body));
}

async function copyLink(message, place) {
  const link = linkTo(place.channelId, message);
  try {
    await navigator.clipboard.writeText(link);
    say("The link is copied.");
  } catch {
    prompt("The link to this message", link);
  }
}

const pinLabel = (message) => (message.pinned_to ? "Unpin from channel" : "Pin to channel");

function pin(message, place) {
  return attempt(send("pin", { channel: place.channelId, ts: message.ts }));
}

async function remove(message, place) {
  const words = (text) => ({ type: "plain_text", text });
  const isSure = await confirmed({
    title: words("Delete message"),
    text: words("It goes for everyone, and cannot be brought back."),
    confirm: words("Delete"),
    deny: words("Keep"),
    style: "danger",
  });
  if (isSure) await attempt(send("delete", { channel: place.channelId, ts: message.ts }));
}
