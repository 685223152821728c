// Emoji on a message: who put them there, putting one there, and taking one's own back.
import { send } from "/page/api.js";
import { h } from "/page/dom.js";
import { pickEmoji } from "/page/talk/emojipicker.js";
import { icon } from "/page/icons.js";
import { emojiOf } from "/page/kit/emoji.js";
import { nameOf, state } from "/page/state.js";
import { attempt } from "/page/toast.js";

export function drawReactions(message, place) {
  if (!message.reactions?.length) return null;
  return h(
    "ul",
    { class: "reactions", "aria-label": "Reactions" },
    message.reactions.map((each) => h("li", {}, drawReaction(each, message, place))),
  );
}

function drawReaction(reaction, message, place) {
  const [name] = reaction.name.split("::");
  const isMine = reaction.users.includes(state.me.id);
  const people = reaction.users.map((id) => (id === state.me.id ? "you" : nameOf(id)));
  const words = `${people.join(", ")} reacted with :${name}:`;
  return h(
    "button",
    {
      type: "button",
      class: "reaction",
      id: `reaction-${place.isThread ? "thread" : "channel"}-${message.ts}-${reaction.name}`,
      "aria-pressed": String(isMine),
      "aria-label": `:${name}: ${reaction.count}, ${words}`,
      title: words,
      on: { click: () => react(message, place, reaction.name) },
    },
    h("span", { class: "emoji" }, emojiOf(name) ?? `:${name}:`),
    h("span", { class: "reaction-count" }, String(reaction.count)),
  );
}

export function addReaction(message, place) {
  const button = h(
    "button",
    {
      type: "button",
      class: "tool",
      tabindex: "-1",
      "aria-label": "Add reaction",
      title: "Add reaction",
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
      on: { click: () => pickEmoji(button, (name) => react(message, place, name)) },
    },
    icon("smile"),
  );
  return button;
}

function react(message, place, name) {
  return attempt(send("react", { channel: place.channelId, ts: message.ts, name }));
}
