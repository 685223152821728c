// Where one is in the workspace: which channel, which thread, which message; and what has been read there.
import { ask, send } from "/page/api.js";
import { showMessages } from "/page/home.js";
import { togglePanel } from "/page/panels.js";
import { remember } from "/page/place.js";
import { channel, state, tell, threadKey } from "/page/state.js";
import { History } from "/page/talk/history.js";
import { say } from "/page/toast.js";
import { become, refresh } from "/page/workspace.js";

/** Where an address leads; where it leads nowhere, to the first channel. */
export async function visit(place) {
  if (place.as && place.as !== state.me.id && state.people.some((person) => person.id === place.as))
    return become(place.as, place);
  const first = state.channels.find((each) => each.kind === "channel" && each.is_member) ?? state.channels[0];
  return channel(place.in) ? goTo(place.in, place) : goTo(first?.id);
}

/** Show a channel; `at` a message in it, `thread` the thread beside it; `back`: where one was before a line was cut. */
export async function goTo(channelId, { at, thread, back } = {}) {
  if (!channelId) return;
  state.channelId = channelId;
  state.threadTs = thread ?? null;
  remember();
  const history = historyOf(channelId);
  loadHead(channelId);
  tell("channel", "channels", "messages", "thread");
  if (back) {
    history.place = back;
    await history.around(back.ts);
  } else await history.open();
  noteUnread(channelId, history);
  if (thread) await historyOf(channelId, thread).open();
  if (at) {
    showMessages();
    await reveal(channelId, at, thread);
  }
  await markRead();
}

/** What is kept at the top of a channel. Nothing waits for it. */
export async function loadHead(channelId) {
  const head = await ask("head", { channel: channelId }).catch(() => null);
  if (head) state.heads.set(channelId, head);
  tell("head");
}

export async function openConversation(userId) {
  const answer = await send("open", { with: userId });
  await refresh();
  await goTo(answer.channel.id);
}

export async function openThread(ts) {
  if (ts) togglePanel("faults", false); // they stand in the same place
  state.threadTs = ts;
  remember();
  tell("thread", "channel");
  if (ts) await historyOf(state.channelId, ts).open();
}

function historyOf(channelId, threadTs = null) {
  const key = threadTs ? threadKey(channelId, threadTs) : channelId;
  if (!state.histories.has(key)) state.histories.set(key, new History(channelId, threadTs));
  return state.histories.get(key);
}

/** The line above the first message that was not read when the channel was opened. */
function noteUnread(channelId, history) {
  const known = channel(channelId);
  if (known?.unread) history.newFrom = known.last_read;
}

/** Show a message where it stands: a reply in its thread, anything else in the channel. */
async function reveal(channelId, ts, threadTs) {
  const isInThread = threadTs && threadTs !== ts;
  const history = historyOf(channelId, isInThread ? threadTs : null);
  await history.around(ts);
  if (!history.run.some((message) => message.ts === ts)) {
    say("This message is not there any more.");
    return;
  }
  history.revealed = ts;
  tell("messages");
}

export async function markRead() {
  const here = channel();
  const last = state.histories.get(state.channelId)?.run.findLast((message) => !message.ephemeral_id);
  if (
    !here?.is_member ||
    !last ||
    document.hidden ||
    state.isAtHome ||
    !(Number(last.ts) > Number(here.last_read ?? 0))
  )
    return;
  here.last_read = last.ts;
  here.unread = 0;
  here.mentions = 0;
  tell("channels");
  await send("read", { channel: here.id, ts: last.ts });
}

export function isWatched() {
  return !document.hidden && document.hasFocus();
}
