// The message log of a channel: days, the line where the unread begins, messages.
import { dayLine, dayOf } from "/page/dates.js";
import { arrange, fill, h, keepFocus } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { authorOf, isQuiet, messageItem, onEditing } from "/page/talk/message.js";
import { channel, channelName, inOrder, on, state, tell } from "/page/state.js";
import { loadEarlier, markRead } from "/page/workspace.js";

const SAME_BREATH_MS = 5 * 60_000;

export function messageLog() {
  const earlier = h("div", { class: "earlier" });
  const list = h("div", { class: "log", role: "log", tabindex: "0" });
  const jump = h(
    "button",
    { type: "button", class: "jump", hidden: true, on: { click: () => toEnd() } },
    icon("down"),
    "Newest",
  );
  const scroller = h("div", { class: "scroller" }, earlier, list);
  let shown = null;
  let shownLast = null;
  let shownLoaded = false;
  let isStuck = true;

  const isAtEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 90;
  const toEnd = () => scroller.scrollTo({ top: scroller.scrollHeight });

  const draw = () => {
    const here = channel();
    const history = state.histories.get(state.channelId);
    if (!here || !history) return;
    const messages = inOrder(history.messages);
    const isOther = shown !== state.channelId;
    const wasAtEnd = isAtEnd();
    const fromEnd = scroller.scrollHeight - scroller.scrollTop;
    const last = messages.at(-1);
    const isOwnNew = last && shownLast !== last.ts && last.user === state.me.id;
    list.setAttribute("aria-label", `Messages in ${channelName(here)}`);
    list.setAttribute("aria-busy", String(Boolean(history.isLoading)));
    keepFocus(() => arrange(list, lines(messages, history)));
    drawEarlier(earlier, history, messages);
    const isFirst = isOther || !shownLoaded;
    if (isFirst || wasAtEnd || isOwnNew) toEnd();
    else if (scroller.scrollTop < 60) scroller.scrollTop = scroller.scrollHeight - fromEnd;
    shown = state.channelId;
    shownLast = last?.ts;
    shownLoaded = !history.isLoading;
    if (history.revealed) show(list, history);
    jump.hidden = isAtEnd();
  };

  scroller.addEventListener("scroll", () => {
    isStuck = isAtEnd();
    jump.hidden = isStuck;
  });
  // What grows (a mark under a message, a composer of several lines, a phone's keyboard) must not push the newest out of sight.
  const stay = new ResizeObserver(() => isStuck && toEnd());
  stay.observe(scroller);
  stay.observe(list);
  addEventListener("focus", markRead);
  on("messages users me channel", draw);
  onEditing(() => tell("messages", "thread"));
  return h("div", { class: "log-frame" }, scroller, jump);
}

function drawEarlier(place, history, messages) {
  if (history.hasMore) {
    fill(
      place,
      h("button", { type: "button", class: "button", on: { click: () => loadEarlier() } }, "Show earlier messages"),
    );
  } else if (!history.isLoading && messages.length === 0) {
    fill(place, h("p", { class: "quiet" }, "Nothing has been said here yet."));
  } else fill(place);
}

/** What stands in the log, as `arrange` wants it. */
function lines(messages, history) {
  const items = [];
  let before = null;
  for (const message of messages) {
    const ms = Number(message.ts) * 1000;
    const isNewDay = !before || dayOf(Number(before.ts) * 1000) !== dayOf(ms);
    const isFirstNew =
      history.newFrom &&
      Number(message.ts) > Number(history.newFrom) &&
      !(Number(before?.ts) > Number(history.newFrom));
    if (isNewDay) items.push(dayItem(ms));
    if (isFirstNew)
      items.push({
        key: "new",
        print: "new",
        build: () => h("div", { class: "new-line", role: "separator" }, h("span", {}, "New")),
      });
    const isCompact = !isNewDay && !isFirstNew && isSameBreath(before, message);
    items.push(messageItem(message, { channelId: state.channelId, isThread: false, isCompact }));
    before = message;
  }
  return items;
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

export function isSameBreath(before, message) {
  return (
    before &&
    !isQuiet(before) &&
    !isQuiet(message) &&
    !before.is_ephemeral &&
    !message.is_ephemeral &&
    !message.blocks?.some((block) => block.type !== "rich_text") &&
    authorOf(before).id === authorOf(message).id &&
    (Number(message.ts) - Number(before.ts)) * 1000 < SAME_BREATH_MS
  );
}

function show(list, history) {
  const article = list.querySelector(`[data-ts="${CSS.escape(history.revealed)}"]`);
  history.revealed = null;
  article?.scrollIntoView({ block: "center" });
  article?.classList.add("is-revealed");
}
