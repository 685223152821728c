// One message: who, when, what, and what hangs on it.
import { clock, fullTime } from "/page/dates.js";
import { arrange, h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { blockItems } from "/page/kit/blocks.js";
import { Surface } from "/page/kit/surface.js";
import { drawMrkdwn } from "/page/kit/texts.js";
import { avatar } from "/page/people.js";
import { isReply, keyOf, nameOf, state } from "/page/state.js";
import { drawTools, isOwn } from "/page/talk/acts.js";
import { drawAttachment } from "/page/talk/attachments.js";
import { chipPlace } from "/page/talk/chips.js";
import { drawEditor, forgetEditing, isEditing, setEditing } from "/page/talk/editor.js";
import { drawFiles } from "/page/talk/files.js";
import { drawReactions } from "/page/talk/reactions.js";
import { EDIT } from "/page/talk/walk.js";
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

export function forgetSurfaces() {
  surfaces.clear();
  forgetEditing();
}

/** `place`: {channelId, isThread, isCompact}. What a message looks like depends on these and on nothing else. */
export function messageItem(message, place) {
  const key = keyOf(message);
  return {
    key,
    print: JSON.stringify([message, place, state.me.id, isEditing(message, place)]),
    build: () => drawMessage(message, place),
  };
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
  const { scope } = surfaceOf(message, place);
  return h(
    "article",
    {
      class: ["message", place.isCompact && "compact", isPrivate && "ephemeral"].filter(Boolean).join(" "),
      "aria-label": `${author.name} at ${clock(ms)}`,
      data: { ts: message.ts, key: keyOf(message) },
      tabindex: "-1",
      on: isOwn(message) ? { [EDIT]: () => setEditing(message, place, true) } : {},
    },
    h("div", { class: "message-side" }, place.isCompact ? time : avatar(author)),
    h(
      "div",
      { class: "message-main" },
      isPrivate && h("p", { class: "above private" }, icon("eye"), "Only visible to you"),
      drawPinned(message),
      !place.isThread && isReply(message) && drawBroadcast(message),
      h(
        "header",
        { class: place.isCompact ? "unseen" : "message-head" },
        h("bdi", { class: "author" }, author.name),
        author.is_bot && h("span", { class: "badge" }, "App"),
        place.isCompact ? null : time,
      ),
      isEditing(message, place) ? drawEditor(message, place) : drawBody(message, place),
      drawReactions(message, place),
      drawReplies(message, place),
      chipPlace(scope),
    ),
    isPrivate ? null : drawTools(message, place, scope),
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
  return [body, edited, drawFiles(message.files), attachments.map((each) => drawAttachment(each, surface))];
}

function drawPinned(message) {
  const info = message.pinned_info;
  return info && h("p", { class: "above pinned" }, icon("pin"), `Pinned by ${nameOf(info.pinned_by)}`);
}

/** A reply that was sent to the channel, too: it leads to its thread. */
function drawBroadcast(message) {
  const open = () => openThread(message.thread_ts);
  return h(
    "button",
    { type: "button", class: "above broadcast", on: { click: open } },
    icon("reply"),
    "Replied in a thread",
  );
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
