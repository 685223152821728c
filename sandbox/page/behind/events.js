// Pushing an event by hand: what the app would hear, without its happening.
import { ask, Refused, send } from "/page/api.js";
import { fill, h } from "/page/dom.js";
import { botName } from "/page/state.js";

const REASONS = {
  not_subscribed: "The manifest does not subscribe to it.",
  missing_scope: "The manifest does not have the scope for it.",
  not_json: "The fields are not an object of JSON.",
};

export function eventsPart() {
  const body = h("div", { class: "fault-body" });
  const details = h("details", { class: "fault" }, h("summary", {}, "Push an event"), body);
  details.addEventListener("toggle", async () => {
    if (!details.open) return;
    const answer = await ask("events").catch(() => null);
    fill(body, answer ? drawForm(answer.events) : h("p", { class: "error" }, "The sandbox is not reachable."));
  });
  return h("section", { class: "faults-events", "aria-label": "Events" }, h("h3", {}, "Events"), details);
}

function drawForm(events) {
  const heard = events.filter((each) => each.reaches_the_app);
  const unheard = events.filter((each) => !each.reaches_the_app);
  const option = (each) => h("option", { value: each.name }, each.name);
  const which = h(
    "select",
    { class: "field small", id: "event-name" },
    h("optgroup", { label: `${botName()} hears` }, heard.map(option)),
    unheard.length > 0 && h("optgroup", { label: "Not asked for in the manifest" }, unheard.map(option)),
  );
  const fields = h("textarea", { class: "field small code", id: "event-fields", rows: 7, spellcheck: "false" });
  const told = h("p", { role: "status" });
  const show = () => {
    const chosen = events.find((each) => each.name === which.value);
    fields.value = chosen?.event ? JSON.stringify(chosen.event, null, 2) : "";
    fields.disabled = !chosen?.event;
    fill(told);
  };
  const push = async (event) => {
    event.preventDefault();
    told.className = "";
    try {
      const given = fields.value.trim() ? { event: parsed(fields.value) } : {};
      const answer = await send("event", { name: which.value, ...given });
      fill(told, answer.delivery ? `It was ${answer.delivery.state}. See Traffic.` : "It is on its way. See Traffic.");
    } catch (problem) {
      told.className = "error";
      fill(told, reasonOf(problem));
    }
  };
  which.addEventListener("change", show);
  show();
  return h(
    "form",
    { class: "fault-form", on: { submit: push } },
    h("div", { class: "fault-field" }, h("label", { for: "event-name" }, "Event"), which),
    h("div", { class: "fault-field is-wide" }, h("label", { for: "event-fields" }, "Its fields"), fields),
    told,
    h("button", { type: "submit", class: "button primary" }, "Push it"),
  );
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused("not_json", 400);
  }
}

function reasonOf(problem) {
  if (!(problem instanceof Refused)) return "The sandbox is not reachable.";
  return REASONS[problem.code] ?? `That cannot be (${problem.code}).`;
}
