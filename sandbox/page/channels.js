// The sidebar: who one is, the channels, the direct messages, how the bot is doing.
import { makeChannel } from "/page/channelacts.js";
import { arrange, fill, h, keepFocus } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { menuButton } from "/page/menu.js";
import { closeDrawer } from "/page/panels.js";
import { avatar, personaSwitch } from "/page/people.js";
import { channel, channelName, on, state } from "/page/state.js";
import { trafficButton } from "/page/traffic/panel.js";
import { goTo, openConversation } from "/page/visiting.js";

export function sidebar(place) {
  const teamName = h("h1", { class: "team" });
  const joined = section("Channels", newChannel());
  const others = section("Not joined");
  const archived = section("Archived");
  const direct = section("Direct messages", newMessage());
  const apps = section("Apps");
  place.append(
    h("div", { class: "sidebar-head" }, teamName, h("span", { class: "badge" }, "Sandbox")),
    personaSwitch(),
    h(
      "div",
      { class: "sidebar-lists" },
      joined.element,
      others.element,
      direct.element,
      apps.element,
      archived.element,
    ),
    h("div", { class: "sidebar-foot" }, connection(), trafficButton()),
  );
  on("channels channel users", () => {
    teamName.textContent = state.team.name;
    const open = state.channels.filter((each) => !each.is_archived);
    const rooms = open.filter((each) => each.kind !== "im").sort((one, other) => one.name.localeCompare(other.name));
    const talks = open
      .filter((each) => each.kind === "im")
      .sort((one, other) => channelName(one).localeCompare(channelName(other)));
    const isApp = (each) => state.users.get(each.with)?.is_bot;
    keepFocus(() => {
      joined.show(rooms.filter((each) => each.is_member));
      others.show(rooms.filter((each) => !each.is_member));
      direct.show(talks.filter((each) => !isApp(each)));
      archived.show(state.channels.filter((each) => each.is_archived));
      apps.show([...talks.filter(isApp), ...appsWithoutTalk(talks)]);
    });
    document.title = windowTitle();
  });
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
  return {
    key: each.id ?? each.with,
    print: JSON.stringify([each, isCurrent, nameAndFace(each)]),
    build: () => h("li", {}, drawChannel(each, isCurrent)),
  };
}

function nameAndFace(each) {
  const user = state.users.get(each.with);
  return [user?.name, user?.color];
}

function drawChannel(each, isCurrent) {
  const unread = isCurrent ? 0 : each.unread;
  const name = each.kind === "im" ? channelName(each) : each.name;
  const face =
    each.kind === "im" ? avatar(state.users.get(each.with), "small") : icon(each.kind === "private" ? "lock" : "hash");
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
      on: { click: open },
    },
    face,
    h("bdi", { class: "channel-name" }, name),
    unread ? h("span", { class: "unseen" }, `, ${unread} unread`) : null,
    unread && !each.mentions ? h("span", { class: "unread-dot", "aria-hidden": "true" }) : null,
    each.mentions && !isCurrent
      ? h("span", { class: "mentions", title: "Mentions of you" }, String(each.mentions))
      : null,
  );
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
  const people = () => state.people.filter((person) => person.id !== state.me.id);
  return menuButton(
    { class: "tool small", "aria-label": "New direct message", title: "New direct message" },
    icon("plus"),
    "People",
    () =>
      people().map((person) => ({
        label: person.name,
        detail: person.title,
        run: () => {
          openConversation(person.id);
          closeDrawer();
        },
      })),
  );
}

function connection() {
  const badge = h("p", { class: "connection", role: "status" });
  on("bot", () => {
    const [kind, words] = connectionWords();
    badge.className = `connection is-${kind}`;
    fill(badge, h("span", { class: "lamp", "aria-hidden": "true" }), words);
  });
  return badge;
}

export function connectionWords() {
  if (!state.isOnline) return ["cut", "The sandbox is not reachable, trying again"];
  if (!state.isBotConnected) return ["off", "Steward is not connected, messages wait"];
  return ["on", "Steward is connected"];
}

function windowTitle() {
  const unread = state.channels.reduce(
    (sum, each) => sum + (each.id === state.channelId ? 0 : (each.mentions ?? 0)),
    0,
  );
  const here = channel() ? channelName(channel()) : state.team.name;
  return `${unread ? `(${unread}) ` : ""}${here} · Steward sandbox`;
}
