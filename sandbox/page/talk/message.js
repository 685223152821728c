// One message: who, when, what, and what can be done with it.
import { blockItems } from "/page/kit/blocks.js";
import { chipPlace, timed } from "/page/talk/chips.js";
import { confirmed } from "/page/confirm.js";
import { clock, fullTime } from "/page/dates.js";
import { deliver, send } from "/page/api.js";
import { arrange, h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { menuButton } from "/page/menu.js";
import { avatar } from "/page/people.js";
import { linkTo } from "/page/place.js";
import { keyOf, state } from "/page/state.js";
import { Surface } from "/page/kit/surface.js";
import { drawMrkdwn, drawText, typedText } from "/page/kit/texts.js";
import { attempt, say } from "/page/toast.js";
import { openThread } from "/page/visiting.js";

const QUIET = new Set([
  "channel_join",
  "channel_leave",
  "channel_topic",
  "channel_purpose",
  "channel_name",
  "channel_archive",
  "channel_unarchive",
  "group_join",
  "group_leave",
  "group_topic",
  "group_archive",
  "group_unarchive",
  "tombstone",
]);

const surfaces = new Map();
export const editing = new Set();

export function forgetSurfaces() {
  surfaces.clear();
  editing.clear();
}

/** `place`: {channelId, isThread, isCompact}. What a message looks like depends on these and on nothing else. */
export function messageItem(message, place) {
  const key = keyOf(message);
  return {
    key,
    print: JSON.stringify([message, place, state.me.id, editing.has(editKey(message, place))]),
    build: () => drawMessage(message, place),
  };
}

function editKey(message, place) {
  return `${place.isThread ? "thread" : "channel"} ${message.ts}`;
}

export function authorOf(message) {
  const known = state.users.get(message.user);
  if (known) return known;
  const name = message.bot_profile?.name ?? message.username ?? "someone";
  return { id: message.user ?? message.bot_id, name, is_bot: Boolean(message.bot_id) };
}

export function isQuiet(message) {
  return QUIET.has(message.subtype);
}

function drawMessage(message, place) {
  const author = authorOf(message);
  const ms = Number(message.ts) * 1000;
  const time = h(
    "time",
    { class: "message-time quiet", datetime: new Date(ms).toISOString(), title: fullTime(ms) },
    clock(ms),
  );
  if (isQuiet(message)) return drawQuiet(message, time);
  const isPrivate = Boolean(message.is_ephemeral);
  return h(
    "article",
    {
      class: ["message", place.isCompact && "compact", isPrivate && "ephemeral"].filter(Boolean).join(" "),
      "aria-label": `${author.name} at ${clock(ms)}`,
      data: { ts: message.ts, key: keyOf(message) },
      tabindex: "-1",
    },
    h("div", { class: "message-side" }, place.isCompact ? time : avatar(author)),
    h(
      "div",
      { class: "message-main" },
      isPrivate && h("p", { class: "private quiet" }, icon("eye"), "Only visible to you"),
      h(
        "header",
        { class: place.isCompact ? "unseen" : "message-head" },
        h("bdi", { class: "author" }, author.name),
        author.is_bot && h("span", { class: "badge" }, "App"),
        place.isCompact ? null : time,
      ),
      editing.has(editKey(message, place)) ? drawEditor(message, place) : drawBody(message, place),
      drawReplies(message, place),
      chipPlace(surfaceOf(message, place).scope),
    ),
    drawTools(message, place, isPrivate),
  );
}

function drawQuiet(message, time) {
  return h(
    "article",
    { class: "message quiet-message quiet", data: { ts: message.ts, key: keyOf(message) }, tabindex: "-1" },
    drawMrkdwn(quietText(message)),
    time,
  );
}

function quietText(message) {
  if (message.subtype === "tombstone") return "This message was deleted.";
  return message.text.includes(`<@${message.user}`) ? message.text : `<@${message.user}> ${message.text}`;
}

function drawBody(message, place) {
  const surface = surfaceOf(message, place);
  const blocks = message.blocks ?? [];
  const attachments = message.attachments ?? [];
  const isCard = authorOf(message).is_bot && (blocks.length > 1 || blocks.some((block) => block.type === "actions"));
  const body = h("div", { class: isCard ? "blocks card" : "blocks" });
  surface.form.adopt([...blocks, ...attachments.flatMap((each) => each.blocks ?? [])]);
  if (blocks.length > 0) {
    arrange(body, blockItems(blocks, surface));
  } else if (message.text) body.append(drawMrkdwn(message.text));
  const edited =
    message.edited &&
    h("div", { class: "edited quiet", title: fullTime(Number(message.edited.ts) * 1000) }, "(edited)");
  return [body, attachments.map((each) => drawAttachment(each, surface)), edited];
}

function drawAttachment(attachment, surface) {
  const frame = h("div", { class: "attachment blocks" });
  if (/^#?[0-9a-f]{6}$/i.test(attachment.color ?? ""))
    frame.style.setProperty("--bar", `#${attachment.color.replace("#", "")}`);
  if (attachment.blocks) arrange(frame, blockItems(attachment.blocks, surface));
  else frame.append(drawText({ type: "mrkdwn", text: attachment.text ?? attachment.fallback ?? "" }));
  return frame;
}

function surfaceOf(message, place) {
  const scope = `${place.isThread ? "thread" : "message"} ${place.channelId} ${keyOf(message)}`;
  const where = message.ephemeral_id
    ? { ephemeral_id: message.ephemeral_id }
    : { channel: place.channelId, ts: message.ts };
  if (!surfaces.has(scope)) surfaces.set(scope, new Surface(scope, where));
  return surfaces.get(scope);
}

function drawReplies(message, place) {
  if (place.isThread || !message.reply_count) return null;
  const words = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  const people = [...new Set(message.reply_users ?? [])].slice(0, 3).map((id) => avatar(state.users.get(id), "small"));
  return h("button", { type: "button", class: "replies", on: { click: () => openThread(message.ts) } }, people, words);
}

function drawTools(message, place, isPrivate) {
  if (isPrivate) return null;
  const reply = h(
    "button",
    {
      type: "button",
      class: "tool",
      "aria-label": "Reply in thread",
      title: "Reply in thread",
      on: { click: () => replyTo(message) },
    },
    icon("reply"),
  );
  const more = menuButton(
    { class: "tool", "aria-label": "More actions", title: "More actions" },
    icon("more"),
    "Message",
    () => actionsFor(message, place),
  );
  return h("div", { class: "tools" }, place.isThread ? null : reply, more);
}

function replyTo(message) {
  openThread(message.thread_ts ?? message.ts);
}

function actionsFor(message, place) {
  const isOwn = message.user === state.me.id && !message.bot_id;
  const shortcuts = state.shortcuts.filter((each) => each.type === "message");
  return [
    !place.isThread && { label: "Reply in thread", run: () => replyTo(message) },
    ...shortcuts.map((each) => ({
      label: each.name,
      detail: each.description,
      run: () => useShortcut(each, message, place),
    })),
    { label: "Copy link", run: () => copyLink(message, place) },
    isOwn && { label: "Edit message", run: () => setEditing(message, place, true) },
    { label: "Delete message", isDanger: true, run: () => remove(message, place) },
  ].filter(Boolean);
}

function useShortcut(shortcut, message, place) {
  const body = { callback_id: shortcut.callback_id, channel: place.channelId, ts: message.ts };
  return timed(surfaceOf(message, place).scope, shortcut.name, deliver("shortcut", body));
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

let redraw = () => {};

export function onEditing(listener) {
  redraw = listener;
}

function setEditing(message, place, isEditing) {
  if (isEditing) editing.add(editKey(message, place));
  else editing.delete(editKey(message, place));
  redraw();
}

function drawEditor(message, place) {
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
