// What can be done with a channel: make one, add people, leave, archive, bring back.
import { send } from "/page/api.js";
import { confirmed } from "/page/confirm.js";
import { h } from "/page/dom.js";
import { openMenu } from "/page/menu.js";
import { channelName, state } from "/page/state.js";
import { attempt, say } from "/page/toast.js";
import { goTo } from "/page/visiting.js";
import { refresh } from "/page/workspace.js";

/** Slack's own command, of which no app hears. */
export const INVITE = "/invite";

export function actionsFor(here, button) {
  return [
    { label: "Add someone…", run: () => addSomeone(here, button()) },
    {
      label: "Leave channel",
      detail: here.kind === "private" ? "Only a member can add you again" : "You can join it again",
      run: () => leave(here),
    },
    { label: "Archive channel", detail: "Nobody can write in it any more", isDanger: true, run: () => archive(here) },
  ];
}

function addSomeone(here, button) {
  const bots = [...state.users.values()].filter((user) => user.is_bot);
  const guests = [...bots, ...state.people.filter((person) => person.id !== state.me.id)];
  const add = (guest) => invite(here, guest);
  openMenu(
    button,
    "People",
    guests.map((guest) => ({ label: guest.name, detail: guest.title, run: () => add(guest) })),
  );
}

function invite(here, guest) {
  return attempt(send("invite", { channel: here.id, user: guest.id }));
}

/** `/invite @Steward`. Answers whether it was done. */
export async function inviteByName(here, text) {
  const named = (user) => `@${user.name}`.toLowerCase() === text.toLowerCase();
  const guest = [...state.users.values()].find(named);
  if (guest) return invite(here, guest);
  say(`Write who is to be in ${channelName(here)}: /invite @Steward`);
  return false;
}

function leave(here) {
  return attempt(send("leave", { channel: here.id }));
}

async function archive(here) {
  const isSure = await confirmed({
    title: words(`Archive ${channelName(here)}`),
    text: words("It can be read and brought back, but nobody can write in it."),
    confirm: words("Archive"),
    deny: words("Keep"),
    style: "danger",
  });
  if (isSure) await attempt(send("archive", { channel: here.id }));
}

export function bringBack(here) {
  return attempt(send("unarchive", { channel: here.id }));
}

export function join(here) {
  return attempt(send("join", { channel: here.id }));
}

export async function makeChannel() {
  const name = h("input", {
    class: "field",
    id: "new-channel-name",
    maxlength: 80,
    pattern: "[a-z0-9_\\-]+",
    required: true,
    autocomplete: "off",
  });
  const isPrivate = h("input", { type: "checkbox" });
  const fields = [
    h("label", { class: "label", for: name.id }, "Name"),
    name,
    h("p", { class: "hint" }, "Small letters, digits, - and _."),
    h("label", { class: "tick" }, isPrivate, h("span", {}, "Private: only its members see it")),
  ];
  const isSure = await confirmed({
    title: words("New channel"),
    content: fields,
    confirm: words("Make channel"),
    deny: words("Cancel"),
  });
  if (!isSure) return;
  let made = null;
  const isMade = await attempt(
    send("create", { name: name.value, is_private: isPrivate.checked }).then((answer) => {
      made = answer.channel;
    }),
  );
  if (!isMade) return;
  await refresh();
  await goTo(made.id);
}

function words(text) {
  return { type: "plain_text", text };
}
