// The field for what a fault can be told, by what it is: a channel, a person, a number, a call.
import { ask } from "/page/api.js";
import { fill, h } from "/page/dom.js";
import { typedText } from "/page/kit/texts.js";
import { channelName, isDirect, nameOf, state } from "/page/state.js";
import { methodsSeen } from "/page/traffic/ledger.js";

const USUAL_CALLS = [
  "chat.postMessage",
  "chat.update",
  "chat.postEphemeral",
  "views.open",
  "views.update",
  "users.info",
];
const EVERY_CALL = "*";

const DRAW = {
  method: drawMethod,
  channel: (take, id) => drawSelect(id, take, channelOptions(take)),
  person: (take, id) => drawSelect(id, take, peopleOptions()),
  choice: (take, id) =>
    drawSelect(
      id,
      take,
      take.choices.map((choice) => [choice, choice.replaceAll("_", " ")]),
    ),
  message: drawMessage,
  count: (take, id) => drawNumber(take, id, { min: 1, step: 1 }),
  number: (take, id) => drawNumber(take, id, { min: 0, step: "any" }),
};

/** Answers {field, follows?}; `follows` is told what stands in the other fields. */
export function fieldFor(take, id) {
  const drawn = (DRAW[take.what] ?? drawText)(take, id);
  return drawn instanceof Element ? { field: drawn } : drawn;
}

/** What stands in the field, as the sandbox takes it; what was left empty is none. */
export function valueOf(take, field) {
  if (field.value === "") return null;
  return take.what === "count" || take.what === "number" ? Number(field.value) : field.value;
}

function drawText(take, id) {
  return h("input", {
    class: "field small",
    id,
    required: take.required,
    value: take.default ?? "",
    autocomplete: "off",
  });
}

function drawNumber(take, id, { min, step }) {
  return h("input", {
    class: "field small",
    id,
    type: "number",
    min,
    step,
    required: take.required,
    value: take.default ?? "",
  });
}

function drawSelect(id, take, options) {
  return h(
    "select",
    { class: "field small", id, required: take.required },
    options.map(([value, words]) => h("option", { value, selected: value === take.default }, words)),
  );
}

function drawMethod(take, id) {
  const names = [...new Set([...methodsSeen(), ...USUAL_CALLS])].sort();
  const more = [...names, "response_url"].map((name) => [name, name]);
  return drawSelect(id, take, [[EVERY_CALL, "Every call"], ...more]);
}

function channelOptions(take) {
  const rooms = state.channels.filter((each) => !each.is_archived);
  const options = rooms.map((each) => [each.id, isDirect(each) ? channelName(each) : `#${each.name}`]);
  return take.required ? options : [["", "Anywhere"], ...options];
}

function peopleOptions() {
  return state.people.map((person) => [person.id, person.name]);
}

/** The latest messages of the channel that is chosen beside it. */
function drawMessage(take, id) {
  const field = drawSelect(id, take, []);
  let shown = null;
  const follows = async ({ channel }) => {
    if (!channel || channel === shown) return;
    shown = channel;
    const answer = await ask("messages", { channel, limit: 15 }).catch(() => ({ messages: [] }));
    if (shown !== channel) return;
    const messages = answer.messages.filter((message) => !message.ephemeral_id).reverse();
    fill(
      field,
      messages.map((message) => h("option", { value: message.ts }, `${nameOf(message.user)}: ${lineOf(message)}`)),
    );
  };
  return { field, follows };
}

function lineOf(message) {
  const line = typedText(message.text || "a card", state.users, state.channels).replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
