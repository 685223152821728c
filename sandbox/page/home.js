// The app's own place: its tabs, and the Home it publishes for the persona, drawn on the kit and pressed like any view.
import { send } from "/page/api.js";
import { arrange, fill, h, keepFocus } from "/page/dom.js";
import { blockItems } from "/page/kit/blocks.js";
import { Surface } from "/page/kit/surface.js";
import { channel, nameOf, on, state, tell } from "/page/state.js";
import { chipPlace } from "/page/talk/chips.js";
import { markRead } from "/page/visiting.js";

const TABS = [
  ["home", "Home"],
  ["messages", "Messages"],
];

let surface = null;
let chosen = null;
let looked = null;

/** Put the tabs and the Home into the room, under its head. */
export function appHome(room) {
  const tabs = h("div", { class: "app-tabs", role: "tablist", hidden: true, on: { keydown: walk } });
  const blocks = h("div", { class: "blocks" });
  const chips = h("div");
  const page = h(
    "div",
    { class: "app-home", role: "tabpanel", id: "app-home", hidden: true, tabindex: "0" },
    chips,
    blocks,
  );
  room.querySelector(".room-head").after(tabs);
  tabs.after(page);

  const draw = () => {
    const tab = tabHere();
    state.isAtHome = tab === "home";
    tabs.hidden = !isApp() || !state.app.has_home_tab;
    page.hidden = !state.isAtHome;
    room.classList.toggle("is-home", state.isAtHome);
    if (!tabs.hidden) drawTabs(tabs, tab);
    if (!page.hidden) drawHome(page, blocks, chips);
  };
  on("channel channels me users home", () => {
    look();
    draw();
  });
}

function isApp() {
  const here = channel();
  return Boolean(state.app) && here?.kind === "im" && here.with === state.app.user;
}

/** Whose place and which visit this is: another channel in between makes it another visit. */
function visitHere() {
  return isApp() ? `${state.me.id} ${state.channelId}` : null;
}

/** Unread messages come first, then the Home; what one chose stays until one comes again. */
function tabHere() {
  if (!isApp()) return null;
  if (!state.app.has_home_tab) return "messages";
  if (!state.app.has_messages_tab) return "home";
  return chosen ?? "messages";
}

/** The app hears of every look at one of its tabs, as in Slack. */
function look() {
  const visit = visitHere();
  if (visit === looked) return;
  looked = visit;
  surface = null;
  state.home = null;
  chosen = visit && (channel().unread > 0 ? "messages" : "home");
  if (visit) tellApp();
}

async function tellApp() {
  const visit = looked;
  const answer = await send("home", { tab: tabHere() }).catch(() => ({}));
  if (visit === looked && answer.view !== undefined) noteHome(answer.view);
}

export function noteHome(view) {
  state.home = view;
  tell("home");
}

/** Someone goes to a message: what stands there counts now, not the Home. */
export function showMessages() {
  if (isApp() && tabHere() === "home") choose("messages");
}

function choose(tab) {
  if (tab === tabHere()) return;
  chosen = tab;
  state.isAtHome = tab === "home";
  tellApp();
  tell("home");
  markRead();
}

function drawTabs(tabs, tab) {
  const hadFocus = tabs.contains(document.activeElement);
  tabs.setAttribute("aria-label", nameOf(state.app.user));
  const offered = TABS.filter(([key]) => state.app[`has_${key}_tab`]);
  fill(
    tabs,
    offered.map(([key, name]) =>
      h(
        "button",
        {
          type: "button",
          role: "tab",
          class: "app-tab",
          "aria-selected": String(key === tab),
          "aria-controls": key === "home" ? "app-home" : null,
          tabindex: key === tab ? "0" : "-1",
          on: { click: () => choose(key) },
        },
        name,
      ),
    ),
  );
  if (hadFocus) tabs.querySelector("[aria-selected=true]").focus();
}

function drawHome(page, blocks, chips) {
  const view = state.home;
  page.setAttribute("aria-label", `${nameOf(state.app.user)}, Home`);
  if (!view) {
    fill(chips);
    fill(blocks, h("p", { class: "notice quiet" }, `${nameOf(state.app.user)} has not put anything here yet.`));
    return;
  }
  if (surface?.where.view_id !== view.id) {
    surface = new Surface(`view ${view.id}`, { view_id: view.id });
    fill(blocks);
    fill(chips, chipPlace(surface.scope));
  }
  surface.form.adopt(view.blocks);
  keepFocus(() => arrange(blocks, blockItems(view.blocks, surface)));
}

function walk(event) {
  const offered = [...event.currentTarget.children];
  const at = offered.indexOf(event.target);
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  offered.at(next % offered.length).click();
}
