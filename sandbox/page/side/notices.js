// What called one: mentions, direct messages, replies in one's threads; hanging off a bell with their number.
import { ask, send } from "/page/api.js";
import { timeElement } from "/page/dates.js";
import { fill, h } from "/page/dom.js";
import { hangOn } from "/page/hang.js";
import { icon } from "/page/icons.js";
import { closeDrawer } from "/page/panels.js";
import { roving } from "/page/roving.js";
import { avatar } from "/page/people.js";
import { channel, channelName, nameOf, on, state } from "/page/state.js";
import { goTo } from "/page/visiting.js";

export function noticesButton() {
  const count = h("span", { class: "notices-count", "aria-hidden": "true" });
  const button = h(
    "button",
    {
      type: "button",
      class: "tool notices-button",
      title: "Notifications",
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
      on: { click: () => open(button) },
    },
    icon("bell"),
    count,
  );
  on("channels", () => {
    const number = state.newNotices;
    count.textContent = number ? (number < 30 ? String(number) : "30+") : "";
    button.setAttribute("aria-label", number ? `Notifications, ${number} new` : "Notifications");
  });
  return button;
}

async function open(button) {
  const list = h("ul", { class: "notices-list" }, h("li", { class: "notices-none quiet" }, "Looking…"));
  const panel = h(
    "div",
    { class: "menu notices", role: "dialog", "aria-label": "Notifications", popover: "auto", tabindex: "-1" },
    h("h2", { class: "notices-title" }, "Notifications"),
    list,
  );
  panel.addEventListener("toggle", (event) => {
    if (event.newState === "open") return;
    letGo();
    button.setAttribute("aria-expanded", "false");
    const hadFocus = panel.contains(document.activeElement) || document.activeElement === document.body;
    panel.remove();
    if (hadFocus) button.focus();
  });
  document.body.append(panel);
  button.setAttribute("aria-expanded", "true");
  panel.showPopover();
  const letGo = hangOn(panel, button);
  panel.focus();
  const settle = roving(list, "button");
  const answer = await ask("notices").catch(() => null);
  const notices = (answer?.notices ?? []).filter((each) => channel(each.channel));
  const visit = (notice) => {
    panel.hidePopover();
    closeDrawer();
    goTo(notice.channel, { at: notice.ts, thread: isReply(notice) ? notice.thread_ts : null });
  };
  fill(list, notices.length > 0 ? notices.map((each) => drawNotice(each, visit)) : drawNone(answer));
  settle();
  list.querySelector("button")?.focus();
  if (notices.some((each) => each.is_new)) send("looked", { ts: notices[0].ts }).catch(() => {});
}

function drawNone(answer) {
  const words = answer ? "Nothing yet. Mentions and direct messages will stand here." : "The sandbox is not reachable.";
  return h("li", { class: "notices-none quiet" }, words);
}

function drawNotice(notice, visit) {
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button",
        class: notice.is_new ? "notice-item is-new" : "notice-item",
        tabindex: "-1",
        on: { click: () => visit(notice) },
      },
      avatar(state.users.get(notice.user)),
      h(
        "span",
        { class: "notice-words" },
        h(
          "span",
          { class: "notice-what" },
          h("bdi", { class: "notice-who" }, nameOf(notice.user)),
          h(
            "span",
            { class: "quiet" },
            ` ${why(notice)} · `,
            timeElement(Number(notice.ts), "{date_short_pretty} {time}"),
          ),
        ),
        h("span", { class: "notice-said", dir: "auto" }, notice.excerpt),
      ),
      notice.is_new && h("span", { class: "unread-dot" }, h("span", { class: "unseen" }, "new")),
    ),
  );
}

function why(notice) {
  const place = channelName(channel(notice.channel));
  if (notice.why === "direct") return channel(notice.channel).kind === "im" ? "wrote to you" : `wrote to ${place}`;
  return notice.why === "mention" ? `mentioned you in ${place}` : `replied in ${place}`;
}

function isReply(notice) {
  return Boolean(notice.thread_ts) && notice.thread_ts !== notice.ts;
}
