// What was typed and not sent yet, for each place and persona; kept in the browser, so that a reload loses nothing.
import { state, tell } from "/page/state.js";

const SHELF = "drafts";
const drafts = new Map(Object.entries(JSON.parse(localStorage.getItem(SHELF) ?? "{}")));

/** Where one writes: a channel, or a thread in it. */
export function draftKey(channelId, threadTs = "") {
  return `${state.me.id} ${channelId} ${threadTs}`;
}

export function draft(key) {
  return drafts.get(key) ?? "";
}

export function hasDraft(channelId) {
  return draft(draftKey(channelId)).trim() !== "";
}

export function keepDraft(key, text) {
  const had = draft(key).trim() !== "";
  if (text) drafts.set(key, text);
  else drafts.delete(key);
  if (had !== (text.trim() !== "")) tell("drafts");
  localStorage.setItem(SHELF, JSON.stringify(Object.fromEntries(drafts)));
}
