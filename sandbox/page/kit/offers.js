// What the selects offer: options, people, conversations, channels, and what the bot answers. A source says how to find
// offers ({key, label, detail?, face?, value}) by what was typed, and how to read the values Slack speaks of.
import { send } from "/page/api.js";
import { h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { plain } from "/page/kit/texts.js";
import { avatar } from "/page/people.js";
import { botName, channelName, state } from "/page/state.js";

const MIN_QUERY_LENGTH = 3;
const PAUSE_MS = 200;

export function optionSource(element) {
  const groups = element.option_groups
    ? element.option_groups.map((group) => ({ label: plain(group.label), offers: group.options.map(ofOption) }))
    : [{ offers: optionsOf(element).map(ofOption) }];
  return { find: (text) => ({ groups: matching(groups, text) }), offerOf: ofOption };
}

export function peopleSource() {
  const users = [...state.users.values()].sort(
    (one, other) => one.is_bot - other.is_bot || one.name.localeCompare(other.name),
  );
  return idSource(users.filter((user) => !user.is_deactivated).map(ofUser), (id) =>
    ofUser(state.users.get(id) ?? { id }),
  );
}

export function conversationSource(element) {
  return idSource(conversationsFor(element).map(ofChannel), (id) =>
    ofChannel(state.channels.find((each) => each.id === id) ?? { id, name: id }),
  );
}

export function channelSource() {
  return conversationSource({ filter: { include: ["public"] } });
}

/** What was typed goes to the bot, which has three seconds to answer. */
export function botSource(element, place) {
  const least = element.min_query_length ?? MIN_QUERY_LENGTH;
  const ask = async (text) => {
    const body = { in: place.surface.where, block_id: place.blockId, action_id: element.action_id, value: text };
    const answer = await send("options", body).catch((problem) => ({ problem }));
    const note = failure(answer);
    const groups = answer.option_groups?.map((group) => ({
      label: plain(group.label),
      offers: group.options.map(ofOption),
    }));
    return note ? { groups: [], note } : { groups: groups ?? [{ offers: (answer.options ?? []).map(ofOption) }] };
  };
  return {
    find: (text) => (text.length < least ? { groups: [], note: moreLetters(least) } : () => ask(text)),
    offerOf: ofOption,
    pause: PAUSE_MS,
  };
}

export function optionsOf(element) {
  return element.options ?? element.option_groups?.flatMap((group) => group.options) ?? [];
}

/** The conversations a select may offer: those of the kinds its filter names, archived ones never. */
export function conversationsFor({ filter = {} }) {
  const kinds = { channel: "public", private: "private", im: "im", mpim: "mpim" };
  const wanted = filter.include ?? Object.values(kinds);
  return state.channels.filter(
    (each) =>
      !each.is_archived &&
      wanted.includes(kinds[each.kind]) &&
      !(filter.exclude_bot_users && state.users.get(each.with)?.is_bot),
  );
}

function failure({ problem, delivery }) {
  if (problem) return `The sandbox could not ask ${botName()} (${problem.code ?? "sandbox_not_reachable"}).`;
  if (delivery?.state !== "failed") return null;
  if (delivery.error === "operation_timeout") return `${botName()} did not answer within 3 seconds.`;
  return `The answer of ${botName()} could not be used (${delivery.error}).`;
}

function moreLetters(least) {
  return least === 1 ? "Type to search." : `Type ${least} letters or more to search.`;
}

function idSource(offers, offerOf) {
  return { find: (text) => ({ groups: matching([{ offers }], text) }), offerOf };
}

function ofOption(option) {
  return { key: option.value, label: plain(option.text), detail: plain(option.description), value: option };
}

function ofUser(user) {
  const name = user.name ?? user.id;
  return {
    key: user.id,
    label: user.is_bot ? `${name} (app)` : name,
    detail: user.title,
    face: () => avatar(user, "small"),
    value: user.id,
  };
}

function ofChannel(channel) {
  const isDirect = channel.kind === "im";
  const face = () =>
    isDirect ? avatar(state.users.get(channel.with), "small") : icon(channel.kind === "private" ? "lock" : "hash");
  return {
    key: channel.id,
    label: isDirect ? channelName(channel) : channel.name,
    face: () => h("span", { class: "pick-face" }, face()),
    value: channel.id,
  };
}

/** Every word that was typed has to stand somewhere in the offer's words, whatever their case and accents. */
function matching(groups, text) {
  const words = bare(text).split(/\s+/).filter(Boolean);
  const fits = (offer) => {
    const said = bare(`${offer.label} ${offer.detail ?? ""}`);
    return words.every((word) => said.includes(word));
  };
  return groups
    .map((group) => ({ ...group, offers: group.offers.filter(fits) }))
    .filter((group) => group.offers.length > 0);
}

function bare(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/^[#@]/, "");
}
