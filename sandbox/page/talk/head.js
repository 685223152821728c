// The head of the room: where one is, what it is about, what can be done with it; and what stands above its first message.
import { actionsFor } from "/page/channelacts.js";
import { fill, h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { drawMrkdwn } from "/page/kit/texts.js";
import { menuButton } from "/page/menu.js";
import { openDrawer } from "/page/panels.js";
import { drawSign } from "/page/side/places.js";
import { channel, channelName, isDirect, on, state } from "/page/state.js";

export function roomHead() {
  const element = h("header", { class: "room-head" });
  on("channel channels users me", () => channel() && drawHead(element, channel()));
  return { element };
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
  );
}
