// What a search offers: places, people and messages, each with where it leads.
import { timeElement } from "/page/dates.js";
import { h } from "/page/dom.js";
import { drawSign } from "/page/side/places.js";
import { avatar } from "/page/people.js";
import { channel, channelName, isDirect, nameOf, state } from "/page/state.js";
import { goTo, openConversation } from "/page/visiting.js";

/** Before anything is typed: where something is new, then where one may go. */
export function usualOffers() {
  const open = state.channels.filter((each) => !each.is_archived && each.id !== state.channelId);
  const news = open.filter((each) => each.unread > 0);
  const rest = open.filter((each) => each.unread === 0 && each.is_member);
  return [
    { label: "New there", offers: news.map(placeOffer) },
    { label: "Go to", offers: rest.slice(0, 8).map(placeOffer) },
  ];
}

export function offersOf(answer, text) {
  const words = text.toLowerCase().split(/\s+/);
  return [
    { label: "Channels", offers: answer.channels.map((each) => placeOffer(channel(each.id) ?? each)) },
    { label: "People", offers: answer.people.map(personOffer) },
    {
      label: "Messages",
      offers: answer.messages.filter((each) => channel(each.channel)).map((each) => messageOffer(each, words)),
    },
  ];
}

function placeOffer(each) {
  return {
    sign: () => drawSign(each),
    words: h("bdi", {}, isDirect(each) ? channelName(each) : each.name),
    detail: each.topic,
    go: () => goTo(each.id),
  };
}

function personOffer(person) {
  return {
    sign: () => avatar(state.users.get(person.id), "small"),
    words: h("bdi", {}, person.name),
    detail: person.title,
    go: () => openConversation(person.id),
  };
}

function messageOffer(message, words) {
  const isReply = message.thread_ts && message.thread_ts !== message.ts;
  return {
    sign: () => avatar(state.users.get(message.user), "small"),
    words: [
      h("bdi", { class: "find-who" }, nameOf(message.user)),
      h(
        "span",
        { class: "quiet" },
        ` in ${channelName(channel(message.channel))} · `,
        timeElement(Number(message.ts), "{date_short_pretty} {time}"),
      ),
      h("span", { class: "find-said", dir: "auto" }, marked(message.excerpt, words)),
    ],
    go: () => goTo(message.channel, { at: message.ts, thread: isReply ? message.thread_ts : null }),
  };
}

/** The words that were looked for stand out. */
function marked(text, words) {
  const signs = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pieces = text.split(new RegExp(`(${signs.join("|")})`, "gi"));
  return pieces.map((piece, at) => (at % 2 === 1 ? h("mark", {}, piece) : piece));
}

export function drawOffer(offer, at, go) {
  return h(
    "div",
    { class: "find-offer", role: "option", id: `find-${at}`, "aria-selected": "false", on: { click: go } },
    h("span", { class: "find-sign" }, offer.sign()),
    h(
      "span",
      { class: "find-words" },
      offer.words,
      offer.detail && [" ", h("span", { class: "find-detail quiet" }, offer.detail)],
    ),
  );
}
