// The thread beside the channel: the message it began with, the replies, a box to reply in.
import { send } from "/page/api.js";
import { composer } from "/page/talk/composer.js";
import { editLast } from "/page/talk/editor.js";
import { draftKey } from "/page/talk/drafts.js";
import { h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { messageLog } from "/page/talk/log.js";
import { lines } from "/page/talk/messages.js";
import { channel, channelName, on, state, threadKey } from "/page/state.js";
import { openThread } from "/page/visiting.js";

const mine = () => state.threadTs && state.histories.get(threadKey(state.channelId, state.threadTs));

export function threadPanel(panel) {
  const where = h("span", { class: "quiet" });
  const log = messageLog({
    historyOf: mine,
    lines: (history) => lines(history, { channelId: state.channelId, isThread: true }),
  });
  log.list.setAttribute("aria-label", "Messages in this thread");
  const alsoInChannel = h("input", { type: "checkbox" });
  const alsoWords = h("span");
  const box = composer({
    name: () => "Reply in this thread",
    draftKey: () => draftKey(state.channelId, state.threadTs),
    zone: panel,
    editLast: () => editLast(mine(), { channelId: state.channelId, isThread: true }),
    extra: h("label", { class: "tick also" }, alsoInChannel, alsoWords),
    say: async (text, files) => {
      const isBroadcast = alsoInChannel.checked;
      await send("post", {
        channel: state.channelId,
        text,
        files,
        thread_ts: state.threadTs,
        is_broadcast: isBroadcast,
      });
      alsoInChannel.checked = false;
      await log.toNewest();
    },
  });
  const close = h(
    "button",
    { type: "button", class: "tool", "aria-label": "Close thread", on: { click: () => openThread(null) } },
    icon("close"),
  );
  panel.append(h("header", { class: "panel-head" }, h("h2", {}, "Thread"), where, close), log.element, box.element);
  panel.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && openThread(null));
  let shown = null;

  on("thread messages users me", () => {
    panel.hidden = !state.threadTs;
    document.getElementById("frame").classList.toggle("has-thread", Boolean(state.threadTs));
    log.draw();
    if (state.threadTs) where.textContent = channelName(channel());
    if (state.threadTs) alsoWords.textContent = `Also send to ${channelName(channel())}`;
    const key = state.threadTs && threadKey(state.channelId, state.threadTs);
    if (key && key !== shown) box.open();
    shown = key;
  });
}
