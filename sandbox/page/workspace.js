// Loading the persona's workspace and keeping it true: what is open, what has been heard, what has been read.
import { ask, listen, Refused, send } from "/page/api.js";
import { remember, remembered } from "/page/place.js";
import { channel, inOrder, keyOf, state, tell, threadKey } from "/page/state.js";

const PAGE = 50;
let hangUp = () => {};
let wasOnline = false;

export async function start() {
  const place = remembered();
  const { people } = await ask("people");
  state.people = people;
  await become(people.find((person) => person.id === place.as)?.id ?? people[0].id, place);
}

/** Act as someone else: their channels, their unread marks, their private messages. */
export async function become(personId, place = { in: state.channelId }) {
  hangUp();
  forget();
  state.me = state.people.find((person) => person.id === personId);
  state.views = [];
  state.deliveries = [];
  tell("me", "people", "views", "channel", "messages", "thread");
  wasOnline = false;
  hangUp = listen({ hear, opened, lost });
  await Promise.all([refresh(), loadTraffic()]);
  await visit(place);
}

/** Where an address leads; where it leads nowhere, to the first channel. */
export async function visit(place) {
  if (place.as && place.as !== state.me.id && state.people.some((person) => person.id === place.as))
    return become(place.as, place);
  const first = state.channels.find((each) => each.kind === "channel" && each.is_member) ?? state.channels[0];
  return channel(place.in) ? goTo(place.in, place) : goTo(first?.id);
}

function forget() {
  state.histories.clear();
  state.threads.clear();
}

let loading = null;
let isStale = false;

/** One at a time, and one more when something changed meanwhile. */
export async function refresh() {
  isStale = true;
  loading ??= (async () => {
    try {
      while (isStale) {
        isStale = false;
        await fetchWorkspace();
      }
    } finally {
      loading = null;
    }
  })();
  await loading;
}

async function fetchWorkspace() {
  const asked = state.me.id;
  const answer = await ask("workspace");
  if (asked !== state.me.id) {
    isStale = true;
    return;
  }
  Object.assign(state, {
    team: answer.team,
    channels: answer.channels,
    commands: answer.commands,
    shortcuts: answer.shortcuts,
  });
  state.users = new Map(answer.users.map((user) => [user.id, user]));
  state.isBotConnected = answer.bot_connected;
  tell("channels", "bot", "users");
}

async function loadTraffic() {
  const { deliveries } = await ask("traffic");
  state.deliveries = deliveries;
  tell("traffic");
}

/** Show a channel; `at` a message in it, `thread` the thread beside it. */
export async function goTo(channelId, { at, thread } = {}) {
  if (!channelId) return;
  state.channelId = channelId;
  state.threadTs = thread ?? null;
  remember();
  tell("channel", "channels", "messages", "thread");
  await loadHistory(channelId);
  noteUnread(channelId);
  if (thread) await loadThread(channelId, thread);
  if (at) await reveal(channelId, at);
  await markRead();
}

export async function openConversation(userId) {
  const answer = await send("open", { with: userId });
  await refresh();
  await goTo(answer.channel.id);
}

async function loadHistory(channelId) {
  if (state.histories.has(channelId)) return;
  const history = { messages: new Map(), hasMore: false, isLoading: true, newFrom: null, revealed: null };
  state.histories.set(channelId, history);
  await fetchInto(history, { channel: channelId, limit: PAGE });
}

/** The line above the first message that was not read when the channel was opened. */
function noteUnread(channelId) {
  const known = channel(channelId);
  const history = state.histories.get(channelId);
  if (known?.unread && history) history.newFrom = known.last_read;
}

export async function loadEarlier(channelId = state.channelId) {
  const history = state.histories.get(channelId);
  const oldest = inOrder(history.messages)[0];
  await fetchInto(history, { channel: channelId, limit: PAGE, before: oldest?.ts });
}

async function fetchInto(history, query) {
  const answer = await ask("messages", query);
  for (const message of answer.messages) {
    if (!history.messages.has(keyOf(message))) history.messages.set(keyOf(message), message);
  }
  history.hasMore = answer.has_more;
  history.isLoading = false;
  tell("messages");
}

export async function loadThread(channelId, ts) {
  const key = threadKey(channelId, ts);
  if (state.threads.has(key)) return;
  const messages = new Map();
  state.threads.set(key, messages);
  const answer = await ask("messages", { channel: channelId, thread_ts: ts, limit: 200 });
  for (const message of answer.messages) {
    if (!messages.has(keyOf(message))) messages.set(keyOf(message), message);
  }
  tell("thread");
}

export async function openThread(ts) {
  state.threadTs = ts;
  remember();
  tell("thread", "channel");
  if (ts) await loadThread(state.channelId, ts);
}

async function reveal(channelId, ts) {
  const history = state.histories.get(channelId);
  while (history.hasMore && !history.messages.has(ts) && inOrder(history.messages)[0]?.ts > ts)
    await loadEarlier(channelId);
  history.revealed = ts;
  tell("messages");
}

export async function markRead() {
  const here = channel();
  const history = state.histories.get(state.channelId);
  const last =
    history && inOrder(history.messages).findLast((message) => !message.is_ephemeral && !message.ephemeral_id);
  if (!here?.is_member || !last || document.hidden || !(Number(last.ts) > Number(here.last_read ?? 0))) return;
  here.last_read = last.ts;
  here.unread = 0;
  here.mentions = 0;
  tell("channels");
  await send("read", { channel: here.id, ts: last.ts });
}

function opened() {
  state.isOnline = true;
  tell("bot");
  if (wasOnline) catchUp();
  wasOnline = true;
}

/** A sandbox that was restarted knows a new token: the page has to be read anew. */
async function lost() {
  state.isOnline = false;
  tell("bot");
  try {
    await ask("people");
  } catch (problem) {
    if (problem instanceof Refused && problem.status === 403) location.reload();
  }
}

/** After a cut line: what was said meanwhile was not heard. */
async function catchUp() {
  await Promise.all([refresh(), loadTraffic()]);
  forget();
  const thread = state.threadTs;
  await goTo(state.channelId, { thread });
}

const HEAR = {
  message: (frame) => {
    keep(frame.channel, frame.message);
    if (frame.channel === state.channelId && isWatched()) markRead();
  },
  message_changed: (frame) => keep(frame.channel, frame.message),
  message_deleted: (frame) => drop(frame.channel, frame.ts),
  ephemeral: (frame) => {
    if (frame.message) keep(frame.channel, { ...frame.message, is_ephemeral: true });
    else drop(frame.channel, frame.ephemeral_id);
  },
  view: (frame) => setViews(frame.views),
  view_errors: (frame) => setErrors(frame.view_id, frame.errors),
  delivery: (frame) => noteDelivery(frame.delivery),
  channels: () => refresh(),
  bot: (frame) => {
    state.isBotConnected = frame.connected;
    tell("bot");
  },
};

function hear(frame) {
  HEAR[frame.type]?.(frame);
}

function isWatched() {
  return !document.hidden && document.hasFocus();
}

function keep(channelId, message) {
  const isReply = message.thread_ts && message.thread_ts !== message.ts;
  if (!isReply || message.subtype === "thread_broadcast")
    state.histories.get(channelId)?.messages.set(keyOf(message), message);
  const thread = state.threads.get(threadKey(channelId, message.thread_ts ?? message.ts));
  thread?.set(keyOf(message), message);
  tell("messages", "thread");
}

function drop(channelId, key) {
  state.histories.get(channelId)?.messages.delete(key);
  for (const [id, messages] of state.threads) if (id.startsWith(`${channelId}:`)) messages.delete(key);
  tell("messages", "thread");
}

export function setViews(views) {
  state.views = views;
  tell("views");
}

export function setErrors(viewId, errors) {
  state.viewErrors.set(viewId, errors ?? {});
  tell("views");
}

export function noteDelivery(delivery) {
  const at = state.deliveries.findIndex((each) => each.id === delivery.id);
  if (at === -1) state.deliveries.push(delivery);
  else state.deliveries[at] = delivery;
  state.deliveries.splice(0, state.deliveries.length - 200);
  tell("traffic");
}
