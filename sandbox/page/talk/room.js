// The middle of the page: the channel's head, its messages, and the box to write in, or the way to join.
import { deliver, send } from "/page/api.js";
import { bringBack, INVITE, inviteByName, join } from "/page/channelacts.js";
import { connectionWords } from "/page/side/connection.js";
import { chipPlace, clearChip, timed } from "/page/talk/chips.js";
import { composer } from "/page/talk/composer.js";
import { draftKey } from "/page/talk/drafts.js";
import { fill, h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { menuButton } from "/page/menu.js";
import { closeDrawer } from "/page/panels.js";
import { drawBeginning, roomHead } from "/page/talk/head.js";
import { messageLog } from "/page/talk/log.js";
import { editLast, onEditing } from "/page/talk/editor.js";
import { lines } from "/page/talk/messages.js";
import { channel, channelName, on, state, tell } from "/page/state.js";
import { markRead } from "/page/visiting.js";

export const COMPOSER = "composer";

export function room(place) {
  const head = roomHead();
  const banner = h("p", { class: "banner", role: "status", hidden: true });
  const foot = h("div", { class: "room-foot" });
  const log = messageLog({
    historyOf: () => channel() && state.histories.get(state.channelId),
    lines: (history) => lines(history, { channelId: state.channelId, isThread: false }),
    beginning: () => drawBeginning(channel()),
  });
  const box = composer({
    id: "composer",
    name: () => `Message ${channelName(channel())}`,
    draftKey: () => draftKey(state.channelId),
    zone: place,
    say: async (text, files) => {
      await send("post", { channel: state.channelId, text, files });
      await log.toNewest();
    },
    command: (name, text) => {
      log.toNewest(); // where its answer will stand
      return giveCommand(name, text);
    },
    editLast: () => editLast(state.histories.get(state.channelId), { channelId: state.channelId, isThread: false }),
    tools: [
      shortcutsButton(),
      h("span", { class: "composer-hint quiet" }, "Enter sends · Shift+Enter for a new line · / for commands"),
    ],
  });
  log.list.id = "messages";
  place.append(...head, banner, log.element, foot);
  const chips = chipPlace(COMPOSER);
  let shown = null;

  on("channel channels users me", () => {
    const here = channel();
    if (!here) return;
    const mode = `${state.me.id} ${here.id} ${here.is_member} ${here.is_archived} ${here.is_read_only}`;
    if (mode === shown) return;
    shown = mode;
    clearChip(COMPOSER);
    const hadFocus = foot.contains(document.activeElement);
    if (here.is_archived)
      fill(
        foot,
        notice(
          `${channelName(here)} is archived. It can be read, nothing more.`,
          act("Bring it back", () => bringBack(here)),
        ),
      );
    else if (here.is_read_only)
      fill(foot, notice(`${channelName(here)} only writes here. Type / in a channel to use its commands.`), chips);
    else if (here.is_member) {
      fill(foot, box.element, chips);
      box.open();
    } else
      fill(
        foot,
        notice(
          `You are not in ${channelName(here)}.`,
          act("Join channel", () => join(here)),
        ),
      );
    if (hadFocus && !foot.contains(document.activeElement)) log.list.focus({ preventScroll: true });
  });
  on("messages users me channel", () => {
    log.list.setAttribute("aria-label", `Messages in ${channel() ? channelName(channel()) : "this channel"}`);
    log.draw();
  });
  onEditing(() => tell("messages", "thread"));
  addEventListener("focus", markRead);
  on("bot", () => {
    const [kind, words] = connectionWords();
    banner.hidden = kind === "on";
    fill(banner, words);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open], :popover-open:not(.tour)")) closeDrawer();
  });
}

async function giveCommand(command, text) {
  if (command === INVITE) {
    if (!(await inviteByName(channel(), text))) throw null;
    return;
  }
  const answer = await timed(COMPOSER, command, deliver("command", { channel: state.channelId, command, text }));
  if (answer.delivery.state === "failed") throw null;
}

function shortcutsButton() {
  const items = () => {
    const shortcuts = state.shortcuts.filter((each) => each.type === "global");
    return shortcuts.map((each) => ({ label: each.name, detail: each.description, run: () => useShortcut(each) }));
  };
  return menuButton({ class: "tool with-words", title: "Shortcuts" }, [icon("bolt"), "Shortcuts"], "Shortcuts", items);
}

function useShortcut(shortcut) {
  return timed(COMPOSER, shortcut.name, deliver("shortcut", { callback_id: shortcut.callback_id }));
}

function notice(words, action) {
  return h("div", { class: "notice" }, h("p", {}, words), action);
}

function act(words, run) {
  return h("button", { type: "button", class: "button primary", on: { click: run } }, words);
}
