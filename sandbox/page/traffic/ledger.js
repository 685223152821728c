// What is known of the traffic: deliveries to the bot and its requests, in the order in which they began.
import { ask } from "/page/api.js";
import { tell } from "/page/state.js";
import { isBad } from "/page/talk/chips.js";

const MOST = 500;

/** What can be shown, by the words of the choice. */
export const SHOWN = {
  all: ["Everything", () => true],
  out: ["To the bot", (entry) => !isRequest(entry)],
  in: ["From the bot", isRequest],
  people: ["What people did", (entry) => !isRequest(entry) && entry.kind !== "event"],
  events: ["Events", (entry) => entry.kind === "event"],
  bad: ["Late or failed", isBadEntry],
};

let entries = new Map();
let arrived = [];
let cleared = 0;
let isPaused = false;
let filter = { shown: "all", text: "" };
let found = null;

export function isRequest(entry) {
  return entry.kind === "call" || entry.kind === "response";
}

/** A request has no deadline: only a failed one is bad. */
export function isBadEntry(entry) {
  return isRequest(entry) ? entry.state === "failed" : isBad(entry);
}

export async function load() {
  const { deliveries, requests = [] } = await ask("traffic");
  entries = new Map();
  for (const entry of [...deliveries, ...requests]) entries.set(entry.id, entry);
  tell("traffic");
}

export function note(entry) {
  if (isPaused) arrived.push(entry);
  else keep(entry);
  tell("traffic");
}

function keep(entry) {
  entries.set(entry.id, entry);
  if (entries.size > MOST) entries.delete(entries.keys().next().value);
  if (filter.text) search();
}

/** Newest first. */
export function latest() {
  const [, isShown] = SHOWN[filter.shown];
  return [...entries.values()]
    .filter((entry) => entry.number > cleared && isShown(entry) && isFound(entry))
    .sort((one, other) => other.number - one.number);
}

export function lastDelivery() {
  return [...entries.values()].findLast((entry) => !isRequest(entry) && entry.state !== "waiting");
}

/** Whether there was something of the kind since the entry of that number. */
export function heardOf(since, isIt) {
  return [...entries.values(), ...arrived].some((entry) => entry.number > since && isIt(entry));
}

export function lastNumber() {
  return Math.max(0, ...[...entries.values(), ...arrived].map((entry) => entry.number));
}

/** The calls the bot makes, by what it made. */
export function methodsSeen() {
  return new Set([...entries.values()].filter((entry) => entry.kind === "call").map((entry) => entry.what));
}

export function counts() {
  const all = [...entries.values()].filter((entry) => entry.number > cleared);
  return { all: all.length, bad: all.filter(isBadEntry).length, waiting: arrived.length };
}

export function pause(isOn) {
  isPaused = isOn;
  if (!isPaused) for (const entry of arrived.splice(0)) keep(entry);
  tell("traffic");
}

/** Out of sight only: the sandbox still knows it. */
export function clear() {
  cleared = lastNumber();
  tell("traffic");
}

export function show(changes) {
  filter = { ...filter, ...changes };
  found = null;
  if (filter.text) search();
  tell("traffic");
}

export function isFiltered() {
  return filter.shown !== "all" || filter.text !== "" || cleared > 0;
}

/** What a line tells is looked through here, what was said in full only the sandbox knows. */
function isFound(entry) {
  if (!filter.text) return true;
  const line = `${entry.kind} ${entry.what} ${entry.error ?? ""}`.toLowerCase();
  return line.includes(filter.text.toLowerCase()) || Boolean(found?.has(entry.id));
}

let timer = null;

function search() {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    const text = filter.text;
    const answer = await ask("traffic", { text }).catch(() => null);
    if (!answer || text !== filter.text) return;
    found = new Set([...answer.deliveries, ...answer.requests].map((entry) => entry.id));
    tell("traffic");
  }, 200);
}
