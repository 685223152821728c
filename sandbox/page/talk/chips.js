// The small marks that say how long the bot took to acknowledge, beside what was done.
import { fill, h } from "/page/dom.js";
import { botName } from "/page/state.js";

const DEADLINE_MS = 3000;

const latest = new Map();

/** An empty place where the marks for `scope` appear. */
export function chipPlace(scope) {
  const place = h("div", { class: "chips", "aria-live": "polite", data: { chips: scope } });
  show(place);
  return place;
}

/** Note what was done at `scope` while its answer is on its way. A form the server refused itself went nowhere: no mark. */
export async function timed(scope, what, answering) {
  put(scope, { what, delivery: { state: "waiting" } });
  const answer = await answering;
  if (answer.delivery) put(scope, { what, delivery: answer.delivery });
  else clearChip(scope);
  return answer;
}

export function moveChip(from, to) {
  const chip = latest.get(from);
  latest.delete(from);
  if (chip) put(to, chip);
}

export function clearChips() {
  latest.clear();
}

export function clearChip(scope) {
  latest.delete(scope);
  showAll(scope);
}

function put(scope, chip) {
  latest.set(scope, chip);
  showAll(scope);
}

function showAll(scope) {
  for (const place of document.querySelectorAll("[data-chips]")) if (place.dataset.chips === scope) show(place);
}

function show(place) {
  const chip = latest.get(place.dataset.chips);
  fill(place, chip && drawChip(chip.delivery, chip.what));
}

function drawChip(delivery, what) {
  return h(
    "span",
    { class: `chip chip-${isBad(delivery) ? "bad" : delivery.state}` },
    what && h("bdi", { class: "chip-what" }, what),
    h("span", {}, sentence(delivery)),
  );
}

export function isBad(delivery) {
  return delivery.state === "failed" || delivery.ms > DEADLINE_MS;
}

export function sentence(delivery) {
  if (delivery.state === "waiting") return `waiting for ${botName()}…`;
  if (delivery.state === "acked") return `acknowledged in ${milliseconds(delivery.ms)}`;
  if (delivery.error === "operation_timeout") return "no answer in time (operation_timeout)";
  if (delivery.error === "sandbox_not_reachable") return "the sandbox is not reachable (sandbox_not_reachable)";
  return `failed (${delivery.error ?? "unknown_error"})`;
}

export function milliseconds(ms) {
  if (ms === null || ms === undefined) return "–";
  return `${Math.round(ms).toLocaleString("en")} ms`;
}
