// What stands in the log of a channel: days, the line where the unread begins, messages.
import { dayLine, dayOf } from "/page/dates.js";
import { h } from "/page/dom.js";
import { authorOf, isQuiet, messageItem } from "/page/talk/message.js";

const SAME_BREATH_MS = 5 * 60_000;

/** The window of a history that is drawn, as `arrange` wants it; `place` says in which channel, and whether in a thread. */
export function lines(history, place) {
  const items = [];
  const { before: outside, messages } = history.drawn();
  let before = outside;
  for (const message of messages) {
    const ms = Number(message.ts) * 1000;
    const isNewDay = !before || before === outside || dayOf(Number(before.ts) * 1000) !== dayOf(ms);
    const isFirstNew = isNew(message, history) && !(before && isNew(before, history));
    if (isNewDay && !place.isThread) items.push(dayItem(ms));
    if (isFirstNew) items.push(newItem());
    const isCompact = !isNewDay && !isFirstNew && isSameBreath(before, message);
    items.push(messageItem(message, { ...place, isCompact }));
    before = message;
  }
  return items;
}

function isNew(message, history) {
  return history.newFrom !== null && Number(message.ts) > Number(history.newFrom);
}

function newItem() {
  const build = () => h("div", { class: "new-line", role: "separator" }, h("span", {}, "New"));
  return { key: "new", print: "new", build };
}

function dayItem(ms) {
  const day = dayOf(ms);
  const words = dayLine(ms);
  return {
    key: `day ${day}`,
    print: words,
    build: () => h("div", { class: "day-line", role: "separator" }, h("span", {}, words)),
  };
}

function isSameBreath(before, message) {
  return Boolean(
    before &&
    before.ts !== message.thread_ts &&
    !isQuiet(before) &&
    !isQuiet(message) &&
    !before.is_ephemeral &&
    !message.is_ephemeral &&
    !message.blocks?.some((block) => block.type !== "rich_text") &&
    authorOf(before).id === authorOf(message).id &&
    (Number(message.ts) - Number(before.ts)) * 1000 < SAME_BREATH_MS,
  );
}
