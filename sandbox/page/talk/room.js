// The middle of the page: the channel's head, its messages, and the box to write in, or the way to join.
import { deliver, send } from "/page/api.js";
import { actionsFor, bringBack, join } from "/page/channelacts.js";
import { connectionWords } from "/page/channels.js";
import { chipPlace, clearChip, timed } from "/page/talk/chips.js";
import { composer } from "/page/talk/composer.js";
import { fill, h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { menuButton } from "/page/menu.js";
import { closeDrawer, openDrawer } from "/page/panels.js";
import { messageLog } from "/page/talk/log.js";
import { onEditing } from "/page/talk/message.js";
import { lines } from "/page/talk/messages.js";
import { avatar } from "/page/people.js";
import { channel, channelName, on, state, tell } from "/page/state.js";
import { drawMrkdwn } from "/page/kit/texts.js";
import { markRead } from "/page/visiting.js";

export const COMPOSER = "composer";

export function room(place) {
  const head = h("header", { class: "room-head" });
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
    draftKey: () => `${state.me.id} ${state.channelId}`,
    say: async (text) => {
      await send("post", { channel: state.channelId, text });
      await log.toNewest();
    },
    command: giveCommand,
    tools: [
      shortcutsButton(),
      h("span", { class: "composer-hint quiet" }, "Enter sends · Shift+Enter for a new line · / for commands"),
    ],
  });
  place.append(head, banner, log.element, foot);
  const chips = chipPlace(COMPOSER);
  let shown = null;

  on("channel channels users me", () => {
    const here = channel();
    if (!here) return;
    drawHead(head, here);
    const mode = `${state.me.id} ${here.id} ${here.is_member} ${here.is_archived} ${here.is_read_only}`;
    if (mode === shown) return;
    shown = mode;
    clearChip(COMPOSER);
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
  document.addEventListener("keydown", (event) => event.key === "Escape" && closeDrawer());
}

async function giveCommand(command, text) {
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

function drawHead(head, here) {
  const face =
    here.kind === "im" ? avatar(state.users.get(here.with), "small") : icon(here.kind === "private" ? "lock" : "hash");
  const topic = here.kind === "im" ? state.users.get(here.with)?.title : here.topic;
  const hadFocus = head.contains(document.activeElement);
  fill(
    head,
    h(
      "button",
      { type: "button", class: "tool drawer-button", "aria-label": "Channels", on: { click: openDrawer } },
      icon("menu"),
    ),
    h("h2", { class: "room-name" }, face, h("bdi", {}, here.kind === "im" ? channelName(here) : here.name)),
    topic ? drawMrkdwn(topic, { class: "topic quiet" }) : h("span", { class: "topic" }),
    here.kind !== "im" &&
      here.is_member &&
      !here.is_archived &&
      menuButton(
        { class: "tool channel-actions", "aria-label": "Channel actions", title: "Channel actions" },
        icon("more"),
        "Channel",
        () => actionsFor(here, () => head.querySelector(".channel-actions")),
      ),
  );
  if (hadFocus) head.querySelector("button")?.focus();
}

/** What stands above the first message. */
function drawBeginning(here) {
  const name = here.kind === "im" ? channelName(here) : here.name;
  const face =
    here.kind === "im" ? avatar(state.users.get(here.with), "large") : icon(here.kind === "private" ? "lock" : "hash");
  const words = here.kind === "im" ? "This is where your talk begins." : "This is where the channel begins.";
  return h(
    "div",
    { class: "beginning" },
    h("span", { class: "beginning-face" }, face),
    h("h3", {}, h("bdi", {}, name)),
    h("p", { class: "quiet" }, words),
    here.purpose ? drawMrkdwn(here.purpose, { class: "quiet" }) : null,
  );
}
