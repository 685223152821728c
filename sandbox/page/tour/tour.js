// A guided tour for those who are here for the first time. It stands aside: everything can be used meanwhile, each step
// goes on by itself when it was done, and it can be left and called again.
import { fill, h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { closeDrawer } from "/page/panels.js";
import { on, state } from "/page/state.js";
import { FAREWELL, STEPS } from "/page/tour/steps.js";
import { lastNumber } from "/page/traffic/ledger.js";

const SHELF = "tour";
const PAUSE_MS = 700;
const EDGE = 8;

let place = read();
let marked = null;
let pause = null;
let hadForm = false;

const dots = h("span", { class: "tour-dots", "aria-hidden": "true" });
const count = h("span", { class: "quiet tour-count" });
const title = h("h2", { class: "tour-title" });
const text = h("p", { class: "tour-text" });
const foot = h("div", { class: "tour-foot" });
const skip = h("button", { type: "button", class: "tool small skip-step", on: { click: () => go(place.step + 1) } }, "Skip");
const card = h(
  "section",
  { class: "tour", id: "tour", "aria-label": "Tour", popover: "manual", tabindex: "-1" },
  h("header", { class: "tour-head" }, dots, count, skip, leaveButton()),
  h("div", { "aria-live": "polite" }, title, text),
  foot,
);

/** Begins for whoever has never left it or come to its end. */
export function tour() {
  document.body.append(card);
  card.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    leave();
  });
  on("me channel channels messages views traffic drawer", look);
  addEventListener("resize", mark);
  new ResizeObserver(makeRoom).observe(card);
  if (place.state === "on") show();
}

export function tourButton() {
  return h(
    "button",
    { type: "button", id: "tour-button", class: "tool with-words", on: { click: begin } },
    icon("flag"),
    "Tour",
  );
}

function begin() {
  put({ state: "on", step: 0, since: lastNumber() });
  show();
  card.focus();
}

function leave() {
  put({ ...place, state: "left" });
  hide();
}

function hide() {
  const hadFocus = card.contains(document.activeElement);
  if (card.matches(":popover-open")) card.hidePopover();
  unmark();
  if (hadFocus) document.getElementById("tour-button")?.focus();
}

function go(step) {
  clearTimeout(pause);
  pause = null;
  hadForm = false;
  closeDrawer();
  put({ state: step > STEPS.length ? "done" : "on", step, since: lastNumber() });
  if (step > STEPS.length) hide();
  else show();
}

/** Whenever something changed: was it what the step asks for? */
function look() {
  if (place.state !== "on" || !state.me) return;
  const step = STEPS[place.step];
  hadForm ||= state.views.length > 0;
  keepOnTop();
  mark();
  if (!step || pause) return;
  if (step.isDone(place.since)) {
    card.classList.add("is-done");
    pause = setTimeout(() => go(place.step + 1), PAUSE_MS);
  } else if (step.isLost?.(place.since, hadForm)) go(place.step - 1);
}

function show() {
  const step = STEPS[place.step] ?? FAREWELL;
  const isEnd = step === FAREWELL;
  card.classList.remove("is-done");
  fill(
    dots,
    [...STEPS, FAREWELL].slice(0, STEPS.length).map((_, at) => h("i", { class: dotClass(at) })),
  );
  count.textContent = isEnd ? "" : `Step ${place.step + 1} of ${STEPS.length}`;
  title.textContent = step.title;
  fill(text, step.text().map(drawPiece));
  const help =
    step.help && h("button", { type: "button", class: "button", on: { click: step.help.run } }, step.help.words);
  const end = h(
    "button",
    { type: "button", class: "button primary", on: { click: () => go(place.step + 1) } },
    "Have fun",
  );
  skip.hidden = isEnd;
  fill(foot, isEnd ? end : help);
  keepOnTop();
  mark();
  queueMicrotask(look);
}

function dotClass(at) {
  if (at < place.step) return "is-past";
  return at === place.step ? "is-now" : "";
}

function drawPiece(piece) {
  return typeof piece === "string" ? piece : h(piece.tag, {}, piece.text);
}

/** Above a modal, too, and within it: what is outside of one cannot be used. */
function keepOnTop() {
  const home = document.querySelector("dialog.view[open]") ?? document.body;
  if (card.parentElement !== home) home.append(card);
  if (!card.matches(":popover-open")) card.showPopover();
}

/** Nothing lies under the card, however tall its words make it: what stands beside it makes room, and for nothing where it is gone. */
function makeRoom() {
  const room = card.offsetHeight && card.offsetHeight + 2 * EDGE;
  document.documentElement.style.setProperty("--tour-room", `${room}px`);
  showPlace();
}

/** What to look at stands out. */
function mark() {
  const target = place.state === "on" ? STEPS[place.step]?.at() : null;
  if (target === marked) return;
  unmark();
  target?.classList.add("is-toured");
  marked = target ?? null;
  showPlace();
}

/** Among many places the one to go to may be out of sight. */
function showPlace() {
  if (marked?.closest("#sidebar")) marked.scrollIntoView({ block: "nearest" });
}

function unmark() {
  marked?.classList.remove("is-toured");
  marked = null;
}

function leaveButton() {
  return h(
    "button",
    {
      type: "button",
      class: "tool small",
      "aria-label": "Leave the tour",
      title: "Leave the tour",
      on: { click: leave },
    },
    icon("close"),
  );
}

function read() {
  try {
    return { state: "on", step: 0, since: 0, ...JSON.parse(localStorage.getItem(SHELF) ?? "{}") };
  } catch {
    return { state: "on", step: 0, since: 0 };
  }
}

function put(next) {
  place = next;
  localStorage.setItem(SHELF, JSON.stringify(place));
}
