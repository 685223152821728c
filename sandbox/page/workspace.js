// Loading the persona's workspace and keeping it true: what is open, what has been heard, what has been read.
import { ask, listen, Refused } from "/page/api.js";
import { noteFaults } from "/page/behind/now.js";
import { noteHome } from "/page/home.js";
import { remembered } from "/page/place.js";
import { isReply, state, tell, threadKey } from "/page/state.js";
import { load as loadTraffic, note } from "/page/traffic/ledger.js";
import { goTo, isWatched, loadHead, markRead, visit } from "/page/visiting.js";

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
  tell("me", "people", "views", "channel", "messages", "thread");
  wasOnline = false;
  hangUp = listen({ hear, opened, lost });
  await Promise.all([refresh(), loadTraffic(), loadFaults()]);
  await visit(place);
}

function forget() {
  state.histories.clear();
  state.heads.clear();
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
    newNotices: answer.new_notices ?? 0,
    groups: answer.groups ?? [],
    app: answer.app ?? null,
  });
  if (answer.me?.id === state.me.id && answer.me.tz !== state.me.tz) {
    state.me = { ...state.me, tz: answer.me.tz };
    tell("me");
  }
  state.users = new Map(answer.users.map((user) => [user.id, user]));
  state.isBotConnected = answer.bot_connected;
  tell("channels", "bot", "users");
}

async function loadFaults() {
  const { faults = [], kinds = [] } = await ask("faults");
  state.faultKinds = kinds;
  noteFaults(faults);
  tell("faultkinds");
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
  await Promise.all([refresh(), loadTraffic(), loadFaults()]);
  const back = state.histories.get(state.channelId)?.place;
  forget();
  await goTo(state.channelId, { thread: state.threadTs, back });
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
  head: (frame) => frame.channel === state.channelId && loadHead(frame.channel),
  view: (frame) => setViews(frame.views),
  home: (frame) => noteHome(frame.view),
  view_errors: (frame) => setErrors(frame.view_id, frame.errors),
  delivery: (frame) => note(frame.delivery),
  request: (frame) => note(frame.request),
  channels: () => refresh(),
  bot: (frame) => {
    state.isBotConnected = frame.connected;
    tell("bot");
  },
  faults: (frame) => noteFaults(frame.faults),
  clock: (frame) => {
    state.ahead = frame.ahead;
    tell("clock");
  },
};

function hear(frame) {
  HEAR[frame.type]?.(frame);
}

function keep(channelId, message) {
  if (!isReply(message) || message.subtype === "thread_broadcast") state.histories.get(channelId)?.put(message);
  state.histories.get(threadKey(channelId, message.thread_ts ?? message.ts))?.put(message);
}

function drop(channelId, key) {
  for (const history of state.histories.values()) if (history.query.channel === channelId) history.drop(key);
}

export function setViews(views) {
  state.views = views;
  tell("views");
}

export function setErrors(viewId, errors) {
  state.viewErrors.set(viewId, errors ?? {});
  tell("views");
}
