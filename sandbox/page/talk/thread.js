// The thread beside the channel: the message it began with, the replies, a box to reply in.
import { send } from "/page/api.js";
import { composer } from "/page/talk/composer.js";
import { arrange, h, keepFocus } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { messageItem } from "/page/talk/message.js";
import { isSameBreath } from "/page/talk/messages.js";
import { channel, channelName, inOrder, on, state, threadKey } from "/page/state.js";
import { openThread } from "/page/workspace.js";

export function threadPanel(panel) {
  const where = h("span", { class: "quiet" });
  const list = h("div", { class: "log", role: "log", "aria-label": "Messages in this thread", tabindex: "0" });
  const scroller = h("div", { class: "scroller" }, list);
  const box = composer({
    name: () => "Reply in this thread",
    draftKey: () => `${state.channelId}:${state.threadTs}`,
    say: (text) => send("post", { channel: state.channelId, text, thread_ts: state.threadTs }),
  });
  const close = h(
    "button",
    { type: "button", class: "tool", "aria-label": "Close thread", on: { click: () => openThread(null) } },
    icon("close"),
  );
  panel.append(h("header", { class: "panel-head" }, h("h2", {}, "Thread"), where, close), scroller, box.element);
  panel.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && openThread(null));
  let shown = null;

  on("thread users me", () => {
    panel.hidden = !state.threadTs;
    document.getElementById("frame").classList.toggle("has-thread", Boolean(state.threadTs));
    const messages = state.threads.get(threadKey(state.channelId, state.threadTs));
    if (!state.threadTs || !messages) {
      shown = null;
      return;
    }
    where.textContent = channelName(channel());
    const ordered = inOrder(messages);
    const isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 90;
    const place = (message, at) => ({
      channelId: state.channelId,
      isThread: true,
      isCompact: at > 1 && Boolean(isSameBreath(ordered[at - 1], message)),
    });
    keepFocus(() =>
      arrange(
        list,
        ordered.map((message, at) => messageItem(message, place(message, at))),
      ),
    );
    if (isAtEnd || shown !== state.threadTs) scroller.scrollTop = scroller.scrollHeight;
    if (shown !== state.threadTs) box.open();
    shown = state.threadTs;
  });
}
