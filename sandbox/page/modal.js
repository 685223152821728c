// The persona's stack of views. The top one is the open dialog; those below keep what was typed into them.
import { deliver, send } from "/page/api.js";
import { confirmed } from "/page/confirm.js";
import { arrange, fill, h, keepFocus } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { blockItems } from "/page/kit/blocks.js";
import { complaints } from "/page/kit/complaints.js";
import { Surface } from "/page/kit/surface.js";
import { plain } from "/page/kit/texts.js";
import { botName, on, state } from "/page/state.js";
import { chipPlace, clearChip, moveChip, timed } from "/page/talk/chips.js";
import { COMPOSER } from "/page/talk/room.js";
import { setErrors, setViews } from "/page/workspace.js";

const FIELDS = "input:not([hidden]), textarea, [contenteditable=true]";

const surfaces = new Map();
const waiting = new Set();
const failures = new Map();
const lastFocus = new Map();

export function modals() {
  const title = h("h2", { id: "modal-title" });
  const steps = h("span", { class: "steps quiet" });
  const dismiss = h(
    "button",
    { type: "button", class: "tool", "aria-label": "Dismiss", title: "Dismiss", on: { click: () => leave(true) } },
    icon("close"),
  );
  const body = h("div", { class: "modal-body blocks" });
  const problem = h("p", { class: "modal-problem error", role: "alert" });
  const foot = h("div", { class: "modal-foot" });
  const form = h(
    "form",
    { novalidate: true, class: "modal-form", on: { submit: (event) => (event.preventDefault(), submit(top())) } },
    body,
    problem,
    foot,
  );
  const dialog = h(
    "dialog",
    { class: "modal view", "aria-modal": "true", "aria-labelledby": "modal-title" },
    h("header", { class: "modal-head" }, title, steps, dismiss),
    form,
  );
  document.body.append(dialog);
  dialog.addEventListener("cancel", (event) => {
    if (event.target !== dialog) return;
    event.preventDefault();
    leave(false);
  });
  let shown = null;
  let opener = null;

  const draw = () => {
    const view = top();
    const isOther = shown !== view?.id;
    if (isOther && shown) lastFocus.set(shown, document.activeElement?.id);
    forgetClosed();
    if (!view) {
      if (dialog.open) dialog.close();
      for (const part of [title, body, problem, foot]) fill(part);
      if (shown) giveBackFocus(opener);
      shown = null;
      return;
    }
    const surface = surfaceOf(view);
    surface.form.adopt(view.blocks);
    title.textContent = plain(view.title);
    steps.textContent = state.views.length > 1 ? `${state.views.length} of 3 open` : "";
    if (isOther) fill(body);
    keepFocus(() => arrange(body, blockItems(view.blocks, surface)));
    takeErrors(view, surface);
    fill(problem, problemOf(view, surface));
    form.setAttribute("aria-busy", String(waiting.has(view.id)));
    keepFocus(() => drawFoot(foot, view, surface));
    if (!dialog.open) {
      opener = document.activeElement?.id;
      dialog.showModal();
    }
    if (isOther) {
      body.scrollTop = 0;
      focusIn(dialog, view);
    }
    shown = view.id;
  };
  // A browser may close a dialog on its own (a second Escape): the view is still there, and says so.
  dialog.addEventListener("close", () => top() && draw());
  on("views", draw);
}

function top() {
  return state.views.at(-1);
}

function scopeOf(view) {
  return `view ${view.id}`;
}

function surfaceOf(view) {
  if (!surfaces.has(view.id)) surfaces.set(view.id, new Surface(scopeOf(view), { view_id: view.id }));
  return surfaces.get(view.id);
}

function forgetClosed() {
  const open = new Set(state.views.map((view) => view.id));
  for (const kept of [surfaces, failures, lastFocus, state.viewErrors])
    for (const id of kept.keys()) if (!open.has(id)) kept.delete(id);
}

/** What the bot or the form itself complained about is said once; a field that is changed then says it no more. */
function takeErrors(view, surface) {
  if (!state.viewErrors.has(view.id)) return;
  surface.complain(state.viewErrors.get(view.id));
  state.viewErrors.delete(view.id);
}

/** What went wrong with the whole form; an error for a block the view does not have is said here too. */
function problemOf(view, surface) {
  const homeless = surface.homelessErrors.map(([blockId, text]) => `${text} (${blockId})`);
  return [failures.get(view.id), ...homeless].filter(Boolean).join(" ");
}

function drawFoot(foot, view, surface) {
  const isWaiting = waiting.has(view.id);
  const submitButton =
    view.submit &&
    h(
      "button",
      // Not `disabled`: that would take the focus away from under the person's fingers.
      {
        type: "submit",
        id: "modal-submit",
        class: "button primary",
        "aria-disabled": isWaiting ? "true" : null,
        "aria-busy": isWaiting ? "true" : null,
      },
      isWaiting && h("span", { class: "spinner", "aria-hidden": "true" }),
      h("bdi", {}, plain(view.submit)),
    );
  const closeText = plain(view.close) || (view.submit ? "Cancel" : "Close");
  fill(
    foot,
    chipPlace(surface.scope),
    h(
      "button",
      { type: "button", id: "modal-close", class: "button", on: { click: () => close(false) } },
      h("bdi", {}, closeText),
    ),
    submitButton,
  );
}

function focusIn(dialog, view) {
  const before = document.getElementById(lastFocus.get(view.id));
  const first =
    (dialog.contains(before) && before) ||
    dialog.querySelector("[autofocus]") ||
    dialog.querySelector(`.modal-body :is(${FIELDS})`) ||
    dialog.querySelector("#modal-submit, #modal-close");
  first.focus();
}

/** Where the focus came from may have been drawn anew meanwhile. */
function giveBackFocus(openerId) {
  const { activeElement } = document;
  if (activeElement && activeElement !== document.body) return;
  (document.getElementById(openerId) ?? document.getElementById(COMPOSER))?.focus();
}

function focusInvalid() {
  const invalid = document.querySelector(".modal-body .is-invalid");
  invalid?.querySelector(`${FIELDS}, button:not(.tool)`)?.focus();
  invalid?.scrollIntoView({ block: "nearest" }); // what is wrong stands below the field
}

async function submit(view) {
  if (waiting.has(view.id)) return;
  failures.delete(view.id);
  const surface = surfaceOf(view);
  const errors = complaints(view.blocks, surface.form);
  setErrors(view.id, errors);
  if (Object.keys(errors).length > 0) {
    setTimeout(focusInvalid);
    return;
  }
  waiting.add(view.id);
  const answer = await timed(
    surface.scope,
    plain(view.submit),
    deliver("submit", { view_id: view.id, state: surface.form.values() }),
  );
  waiting.delete(view.id);
  if (answer.delivery?.state === "failed") failures.set(view.id, failureText(answer.delivery));
  follow(view, answer.result);
}

function failureText({ error }) {
  const what =
    error === "operation_timeout" ? `${botName()} did not answer in time` : `That did not reach ${botName()}`;
  return `${what} (${error}). What you typed is still here.`;
}

/** The live line tells what the stack is now; a form that closed goes at once. */
function follow(view, result) {
  if (result?.action === "errors") {
    setErrors(view.id, result.errors);
    setTimeout(focusInvalid);
  }
  const isClosed = result?.action === "close" || result?.action === "clear";
  if (isClosed) moveChip(scopeOf(view), COMPOSER);
  if (result?.action === "close") setViews(state.views.filter((each) => each.id !== view.id));
  else if (result?.action === "clear") setViews([]);
  else setViews(state.views);
}

/** Escape and the cross may be slips of the finger: what was entered does not go without a question. */
async function leave(all) {
  const going = all ? state.views : state.views.slice(-1);
  const isTouched = going.some((view) => surfaceOf(view).form.isTouched);
  if (!isTouched || (await isSureToLeave())) close(all);
}

function isSureToLeave() {
  const words = (text) => ({ type: "plain_text", text });
  return confirmed({
    title: words("Leave this form?"),
    text: words("What you entered is lost then."),
    confirm: words("Leave"),
    deny: words("Stay"),
    style: "danger",
  });
}

function close(all) {
  const before = state.views;
  const view = top();
  if (!view) return;
  clearChip(scopeOf(view));
  setViews(all ? [] : before.slice(0, -1));
  send("close", { view_id: view.id, all }).catch(() => setViews(before));
}
