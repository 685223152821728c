// Where one can go: channels, direct messages, apps; what is new there, and where something is half written.
import { makeChannel } from "/page/channelacts.js";
import { arrange, h, keepFocus } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { menuButton } from "/page/menu.js";
import { closeDrawer } from "/page/panels.js";
import { roving } from "/page/roving.js";
import { newTalk } from "/page/side/newtalk.js";
import { avatar } from "/page/people.js";
import { channelName, isDirect, on, state } from "/page/state.js";
import { hasDraft } from "/page/talk/drafts.js";
import { goTo, openConversation } from "/page/visiting.js";

const SECTIONS = {
  joined: ["Channels", newChannel],
  others: ["Not joined"],
  direct: ["Direct messages", newMessage],
  apps: ["Apps"],
  archived: ["Archived"],
};

export function places() {
  const sections = Object.fromEntries(
    Object.entries(SECTIONS).map(([name, [title, tool]]) => [name, section(title, tool?.())]),
  );
  const lists = h(
    "div",
    { class: "sidebar-lists", id: "channels" },
    Object.values(sections).map((each) => each.element),
  );
  const settle = roving(lists, ".channel");
  on("channels channel users drafts", () => {
    const sorted = sort();
    keepFocus(() => {
      for (const [name, each] of Object.entries(sections)) each.show(sorted[name]);
    });
    settle();
  });
  return lists;
}

function sort() {
  const open = state.channels.filter((each) => !each.is_archived);
  const byName = (one, other) => channelName(one).localeCompare(channelName(other));
  const rooms = open.filter((each) => !isDirect(each)).sort(byName);
  const talks = open.filter(isDirect).sort(byName);
  const isApp = (each) => each.kind === "im" && state.users.get(each.with)?.is_bot;
  return {
    joined: rooms.filter((each) => each.is_member),
    others: rooms.filter((each) => !each.is_member),
    direct: talks.filter((each) => !isApp(each)),
    apps: [...talks.filter(isApp), ...appsWithoutTalk(talks)],
    archived: state.channels.filter((each) => each.is_archived),
  };
}

function appsWithoutTalk(talks) {
  const bots = [...state.users.values()].filter((user) => user.is_bot && !talks.some((each) => each.with === user.id));
  return bots.map((user) => ({ id: null, kind: "im", with: user.id, is_member: true }));
}

function section(title, tool) {
  const list = h("ul", { class: "channel-list" });
  const element = h(
    "section",
    { class: "channel-section", "aria-label": title },
    h("div", { class: "section-head" }, h("h2", {}, title), tool),
    list,
  );
  const show = (channels) => {
    element.hidden = channels.length === 0 && !tool;
    arrange(list, channels.map(channelItem));
  };
  return { element, show };
}

function channelItem(each) {
  const isCurrent = each.id === state.channelId;
  const isDrafted = !isCurrent && each.id !== null && hasDraft(each.id);
  return {
    key: each.id ?? each.with,
    print: JSON.stringify([each, isCurrent, isDrafted, facesOf(each).map((user) => [user?.name, user?.color])]),
    build: () => h("li", {}, drawChannel(each, isCurrent, isDrafted)),
  };
}

function facesOf(each) {
  return [each.with ?? each.with_all ?? []].flat().map((id) => state.users.get(id));
}

function drawChannel(each, isCurrent, isDrafted) {
  const unread = isCurrent ? 0 : each.unread;
  const mentions = isCurrent ? 0 : each.mentions;
  const open = () => {
    if (each.id) goTo(each.id);
    else openConversation(each.with);
    closeDrawer();
  };
  return h(
    "button",
    {
      type: "button",
      id: `channel-${each.id ?? each.with}`,
      class: ["channel", unread && "is-unread", each.is_archived && "is-archived"].filter(Boolean).join(" "),
      "aria-current": isCurrent ? "page" : null,
      tabindex: "-1",
      on: { click: open },
    },
    drawSign(each),
    h("bdi", { class: "channel-name" }, isDirect(each) ? channelName(each) : each.name),
    unread ? h("span", { class: "unseen" }, `, ${atMost(unread)} unread`) : null,
    isDrafted ? [icon("pencil"), h("span", { class: "unseen" }, ", draft")] : null,
    unread && !mentions ? h("span", { class: "unread-dot", "aria-hidden": "true" }) : null,
    mentions ? h("span", { class: "mentions", title: "What calls you" }, atMost(mentions)) : null,
  );
}

/** A channel's sign, or the face of whom one talks with; of several, how many they are. */
export function drawSign(each, size = "small") {
  if (each.kind === "mpim") return h("span", { class: `several ${size}`, "aria-hidden": "true" }, each.with_all.length);
  if (each.kind === "im") return avatar(state.users.get(each.with), size);
  return icon(each.kind === "private" ? "lock" : "hash");
}

function atMost(count) {
  return count > 99 ? "99+" : String(count);
}

function newChannel() {
  return h(
    "button",
    {
      type: "button",
      class: "tool small",
      "aria-label": "New channel",
      title: "New channel",
      on: { click: makeChannel },
    },
    icon("plus"),
  );
}

function newMessage() {
  return menuButton(
    { class: "tool small", "aria-label": "New direct message", title: "New direct message" },
    icon("plus"),
    "People",
    newTalk,
  );
}
