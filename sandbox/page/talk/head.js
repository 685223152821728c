// The head of the room: where one is, what it is about, what can be done with it; and what stands above its first message.
import { actionsFor } from "/page/channelacts.js";
import { fill, h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { emojiOf } from "/page/kit/emoji.js";
import { safeUrl } from "/page/kit/mrkdwn.js";
import { drawMrkdwn } from "/page/kit/texts.js";
import { menuButton } from "/page/menu.js";
import { openDrawer } from "/page/panels.js";
import { drawSign } from "/page/side/places.js";
import { channel, channelName, isDirect, nameOf, on, state } from "/page/state.js";
import { goTo } from "/page/visiting.js";

export function roomHead() {
  const element = h("header", { class: "room-head" });
  const bar = h("nav", { class: "head-bar", "aria-label": "Kept in this channel", hidden: true });
  on("channel channels users me", () => channel() && drawHead(element, channel()));
  on("channel head users", () => drawBar(bar, state.heads.get(state.channelId)));
  return [element, bar];
}

/** Only where something is pinned or bookmarked. */
function drawBar(bar, { pins = [], bookmarks = [] } = {}) {
  bar.hidden = pins.length === 0 && bookmarks.length === 0;
  const pinned = menuButton({}, [icon("pin"), `${pins.length} pinned`], "Pinned messages", () => pins.map(pinItem));
  fill(bar, pins.length > 0 && pinned, bookmarks.map(drawBookmark));
}

function pinItem(pin) {
  const isReply = pin.thread_ts && pin.thread_ts !== pin.ts;
  return {
    label: nameOf(pin.user),
    detail: pin.excerpt,
    run: () => goTo(state.channelId, { at: pin.ts, thread: isReply ? pin.thread_ts : null }),
  };
}

function drawBookmark(bookmark) {
  const url = safeUrl(bookmark.link ?? "");
  const sign = emojiOf((bookmark.emoji ?? "").replaceAll(":", ""));
  const words = [sign ? h("span", { "aria-hidden": "true" }, sign) : icon("bookmark"), h("bdi", {}, bookmark.title)];
  if (!url) return h("span", { title: bookmark.title }, words);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow", title: url }, words);
}

function drawHead(head, here) {
  const topic = here.kind === "im" ? state.users.get(here.with)?.title : here.topic;
  const hadFocus = head.contains(document.activeElement);
  fill(
    head,
    h(
      "button",
      { type: "button", class: "tool drawer-button", "aria-label": "Channels", on: { click: openDrawer } },
      icon("menu"),
    ),
    h("h2", { class: "room-name" }, drawSign(here), h("bdi", {}, nameWithoutSign(here))),
    topic ? drawMrkdwn(topic, { class: "topic quiet" }) : h("span", { class: "topic" }),
    !isDirect(here) &&
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

function nameWithoutSign(here) {
  return isDirect(here) ? channelName(here) : here.name;
}

export function drawBeginning(here) {
  const words = isDirect(here) ? "This is where your talk begins." : "This is where the channel begins.";
  return h(
    "div",
    { class: "beginning" },
    h("span", { class: "beginning-face" }, drawSign(here, "large")),
    h("h3", {}, h("bdi", {}, nameWithoutSign(here))),
    h("p", { class: "quiet" }, words),
    here.purpose ? drawMrkdwn(here.purpose, { class: "quiet" }) : null,
  );
}
