// What the page knows, and who wants to hear when it changes.

export const state = {
  team: { id: "", name: "" },
  people: [],
  me: null,
  users: new Map(),
  channels: [],
  commands: [],
  shortcuts: [],
  newNotices: 0,
  groups: [],
  app: null,
  home: null,
  isAtHome: false, // the app's Home is looked at, not its messages
  isBotConnected: true,
  isOnline: true,
  ahead: 0, // seconds the workspace's clock is ahead of the real one
  channelId: null,
  threadTs: null,
  histories: new Map(),
  heads: new Map(), // what is kept at the top of each channel
  faults: [], // what is wrong now
  faultKinds: [],
  views: [],
  viewErrors: new Map(),
};

const listeners = new Map();
const told = new Set();

export function on(topics, listener) {
  for (const topic of topics.split(" ")) {
    listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
  }
}

/** Say that something changed. Whoever listens draws once, however often this was said in one go. */
export function tell(...topics) {
  if (told.size === 0) queueMicrotask(spread);
  for (const topic of topics) told.add(topic);
}

function spread() {
  const due = new Set([...told].flatMap((topic) => listeners.get(topic) ?? []));
  told.clear();
  for (const listener of due) listener();
}

export function channel(id = state.channelId) {
  return state.channels.find((each) => each.id === id);
}

export function zone() {
  return state.me?.tz ?? "UTC";
}

export function nameOf(userId) {
  return state.users.get(userId)?.name ?? "someone";
}

/** What the app is called. */
export function botName() {
  return [...state.users.values()].find((user) => user.is_bot)?.name ?? "the bot";
}

export function isDirect(each) {
  return each.kind === "im" || each.kind === "mpim";
}

export function channelName(each) {
  if (each.kind === "im") return nameOf(each.with);
  if (each.kind === "mpim") return each.with_all.map(nameOf).join(", ");
  return `#${each.name}`;
}

/** Ephemeral messages have ids of their own: their `ts` may be another message's too. */
export function keyOf(message) {
  return message.ephemeral_id ?? message.ts;
}

export function threadKey(channelId, ts) {
  return `${channelId}:${ts}`;
}

export function isReply(message) {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts;
}
