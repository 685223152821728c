// The persona's stack of views. The top one is the open dialog; those below keep what was typed into them.
import { deliver, send } from "/page/api.js";
import { blockItems } from "/page/kit/blocks.js";
import { chipPlace, clearChip, moveChip, timed } from "/page/talk/chips.js";
import { arrange, fill, h, keepFocus } from "/page/dom.js";
import { fieldsOf } from "/page/kit/form.js";
import { icon } from "/page/icons.js";
import { complaint } from "/page/kit/inputs.js";
import { COMPOSER } from "/page/talk/room.js";
import { on, state } from "/page/state.js";
import { Surface } from "/page/kit/surface.js";
import { plain } from "/page/kit/texts.js";
import { setErrors, setViews } from "/page/workspace.js";

const NO_ANSWER = "Steward did not answer in time (operation_timeout). What you typed is still here.";

const surfaces = new Map();
const waiting = new Set();
const failures = new Map();

export function modals() {
  const title = h("h2", { id: "modal-title" });
  const steps = h("span", { class: "steps quiet" });
  const dismiss = h(
    "button",
    { type: "button", class: "tool", "aria-label": "Dismiss", title: "Dismiss", on: { click: () => close(true) } },
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
    close(false);
  });
  let shown = null;

  const draw = () => {
    forgetClosed();
    const view = top();
    if (!view) {
      if (dialog.open) dialog.close();
      for (const part of [title, body, problem, foot]) fill(part);
      shown = null;
      return;
    }
    const surface = surfaceOf(view);
    surface.form.adopt(view.blocks);
    surface.errors = state.viewErrors.get(view.id) ?? {};
    title.textContent = plain(view.title);
    steps.textContent = state.views.length > 1 ? `${state.views.length} of 3 open` : "";
    const isOther = shown !== view.id;
    if (isOther) fill(body);
    keepFocus(() => arrange(body, blockItems(view.blocks, surface)));
    fill(problem, problemOf(view, surface));
    keepFocus(() => drawFoot(foot, view, surface));
    if (!dialog.open) dialog.showModal();
    if (isOther) {
      body.scrollTop = 0;
      focusFirst(dialog);
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
  for (const id of surfaces.keys()) if (!open.has(id)) surfaces.delete(id);
  for (const id of failures.keys()) if (!open.has(id)) failures.delete(id);
  for (const id of state.viewErrors.keys()) if (!open.has(id)) state.viewErrors.delete(id);
}

/** What went wrong with the whole form; an error for a block the view does not have is said here too. */
function problemOf(view, surface) {
  const inputs = new Set(view.blocks.filter((block) => block.type === "input").map((block) => block.block_id));
  const homeless = Object.entries(surface.errors).filter(([blockId]) => !inputs.has(blockId));
  return [failures.get(view.id), ...homeless.map(([blockId, text]) => `${text} (${blockId})`)]
    .filter(Boolean)
    .join(" ");
}

function drawFoot(foot, view, surface) {
  const isWaiting = waiting.has(view.id);
  const submitButton =
    view.submit &&
    h(
      "button",
      {
        type: "submit",
        id: "modal-submit",
        class: "button primary",
        disabled: isWaiting,
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

function focusFirst(dialog) {
  const first = dialog.querySelector("[autofocus]") ?? dialog.querySelector(".modal-body :is(input, select, textarea)");
  (first ?? dialog.querySelector("#modal-submit, #modal-close")).focus();
}

function focusInvalid() {
  const group = document.querySelector(".modal-body .is-invalid");
  group?.querySelector("input, select, textarea")?.focus();
}

function refused(view) {
  const form = surfaceOf(view).form;
  const complaints = fieldsOf(view.blocks)
    .filter(({ block }) => block.type === "input")
    .map(({ block, element }) => [
      block.block_id,
      complaint(element, form.get(block.block_id, element.action_id), block.optional),
    ]);
  return Object.fromEntries(complaints.filter(([, text]) => text));
}

async function submit(view) {
  if (waiting.has(view.id)) return;
  failures.delete(view.id);
  const errors = refused(view);
  setErrors(view.id, errors);
  if (Object.keys(errors).length > 0) {
    setTimeout(focusInvalid);
    return;
  }
  const surface = surfaceOf(view);
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
  if (error === "operation_timeout") return NO_ANSWER;
  return `That did not reach Steward (${error}). What you typed is still here.`;
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

function close(all) {
  const before = state.views;
  const view = top();
  clearChip(scopeOf(view));
  setViews(all ? [] : before.slice(0, -1));
  send("close", { view_id: view.id, all }).catch(() => setViews(before));
}
