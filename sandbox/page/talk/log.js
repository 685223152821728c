// The scroller in which a channel or a thread is read: it draws a window of it, loads as one scrolls, and keeps one's place.
import { dayLine } from "/page/dates.js";
import { arrange, fill, h, keepFocus } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { state } from "/page/state.js";
import { walkable } from "/page/talk/walk.js";

/** Read on when less than so many heights of the scroller are left in the direction one scrolls. */
const REACH = 1.5;
const AT_END = 60;

/** `historyOf()` is the history to show, or nothing; `lines(history)` its items for `arrange`; `beginning(history)` what stands above all. */
export function messageLog({ historyOf, lines, beginning = () => null }) {
  const above = h("div", { class: "log-top" });
  const list = h("div", { class: "log", role: "log", tabindex: "0" });
  const scroller = h("div", { class: "scroller" }, above, list);
  const jump = jumpButton("down", () => toNewest());
  const unread = jumpButton("up", () => toUnread());
  unread.classList.add("jump-unread");
  const day = h("div", { class: "day-float", "aria-hidden": "true", hidden: true });
  let shown = null;
  let anchor = null;
  let isStuck = true;
  let hasSeenUnread = false;
  let last = null;
  let top = 0;

  const scrollTo = (where) => {
    scroller.scrollTop = where;
    top = scroller.scrollTop;
  };
  const toEnd = () => {
    isStuck = true;
    scrollTo(scroller.scrollHeight);
    look();
  };
  /** Whoever goes there does not ask for what was before. */
  const toNewest = () => {
    hasSeenUnread = true;
    return historyOf()?.newest().then(toEnd);
  };
  const toOldest = async () => {
    [isStuck, anchor] = [false, null];
    await historyOf()?.oldest();
    scrollTo(0);
    look();
  };
  const toUnread = async () => {
    const history = historyOf();
    await history.around(history.newFrom);
    isStuck = false;
    list.querySelector(".new-line")?.scrollIntoView({ block: "center" });
    look();
  };
  /** Where the reader is: the first message in sight, and how far from the top it stands. */
  const note = () => {
    const found = firstInSight(scroller, list);
    anchor = found && { key: found.dataset.key, ts: found.dataset.ts, top: offset(found) };
    if (shown) shown.place = isStuck ? null : anchor;
  };
  const offset = (element) => element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  const hold = () => {
    if (isStuck) return scrollTo(scroller.scrollHeight);
    const kept = anchor && list.querySelector(`[data-key="${CSS.escape(anchor.key)}"]`);
    scrollTo(kept ? scroller.scrollTop + offset(kept) - anchor.top : scroller.scrollTop);
  };
  /** After any movement: what to load, which buttons to show. */
  const look = () => {
    const history = historyOf();
    if (!history || scroller.clientHeight === 0) return; // what is hidden has no place
    const moved = scroller.scrollTop - top;
    top = scroller.scrollTop;
    const left = scroller.scrollHeight - top - scroller.clientHeight;
    // Whoever is at the end stays there while it grows; only moving up leaves it.
    isStuck = !history.hasBelow && (left < AT_END || (isStuck && moved >= 0));
    note();
    showButtons(history);
    if (history.problem) return;
    const reach = scroller.clientHeight * REACH;
    const isShort = top + left < scroller.clientHeight / 2;
    if (history.hasAbove && (isShort || top < 1 || (moved < 0 && top < reach))) history.up();
    else if (history.hasBelow && (isShort || left < 1 || (moved > 0 && left < reach))) history.down();
  };
  const showButtons = (history) => {
    jump.hidden = isStuck || list.childElementCount === 0;
    if (isStuck) history.unseen = 0;
    jump.lastChild.textContent = jumpWords(history.unseen);
    const line = list.querySelector(".new-line");
    hasSeenUnread ||= Boolean(line) && offset(line) > -8;
    unread.hidden = !history.newFrom || hasSeenUnread;
    day.hidden = isStuck || !anchor || top < 40;
    if (!day.hidden) day.textContent = dayLine(Number(anchor.ts) * 1000);
  };

  const draw = () => {
    const history = historyOf();
    if (!history) {
      shown = null;
      return;
    }
    const isOther = shown !== history;
    const newest = history.run.at(-1);
    const isOwnNew = !isOther && newest !== last && newest?.user === state.me.id;
    if (isOther) {
      shown = history;
      anchor = history.place;
      isStuck = anchor === null;
      hasSeenUnread = false;
    }
    if (isOwnNew) isStuck = true;
    last = newest;
    history.settle(isStuck);
    list.setAttribute("aria-busy", String(history.isLoading));
    fill(above, problemOf(history) ?? (history.hasAbove || !history.isLoaded ? null : beginning(history)));
    redraw(list, lines(history));
    hold();
    if (history.revealed) show(history);
    look();
  };
  const show = (history) => {
    const article = list.querySelector(`[data-ts="${CSS.escape(history.revealed)}"]`);
    if (!article) return;
    history.revealed = null;
    isStuck = false;
    article.scrollIntoView({ block: "center" });
    article.classList.add("is-revealed");
    article.focus({ preventScroll: true });
  };

  scroller.addEventListener("scroll", look);
  walkable(list, { Home: toOldest, End: toNewest });
  // What grows (a picture, a mark under a message, a composer of several lines, a phone's keyboard) must not move what is read.
  const stay = new ResizeObserver(hold);
  stay.observe(scroller);
  stay.observe(list);
  return { element: h("div", { class: "log-frame" }, scroller, day, unread, jump), list, draw, toNewest };
}

function jumpWords(unseen) {
  if (!unseen) return "Newest";
  return unseen === 1 ? "1 new message" : `${unseen} new messages`;
}

function jumpButton(direction, run) {
  const words = { down: jumpWords(0), up: "First unread" }[direction];
  return h(
    "button",
    { type: "button", class: "jump", hidden: true, on: { click: run } },
    icon(direction),
    h("span", {}, words),
  );
}

/** Draw, and leave the focus at its message when what had it was drawn anew, in the log when it went out of the window. */
function redraw(list, items) {
  const focused = list.contains(document.activeElement) ? document.activeElement.closest("[data-key]") : null;
  const hadFocus = list.contains(document.activeElement);
  keepFocus(() => arrange(list, items));
  if (!hadFocus || list.contains(document.activeElement)) return;
  const heir = focused && list.querySelector(`[data-key="${CSS.escape(focused.dataset.key)}"]`);
  (heir ?? list).focus({ preventScroll: true });
}

function problemOf(history) {
  if (!history.problem) return null;
  const again = () => (history.isLoaded ? history.up() : history.newest());
  return h(
    "p",
    { class: "notice", role: "alert" },
    "These messages could not be loaded.",
    h("button", { type: "button", class: "button", on: { click: again } }, "Try again"),
  );
}

/** By halves: the list may be long, and asking where something stands costs. */
function firstInSight(scroller, list) {
  const edge = scroller.getBoundingClientRect().top;
  const lines = list.children;
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle].getBoundingClientRect().bottom <= edge) low = middle + 1;
    else high = middle;
  }
  while (low < lines.length && !lines[low].dataset.key) low += 1;
  return lines[low] ?? null;
}
