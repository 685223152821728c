// Faults to choose from, drawn from the table the sandbox gives: a sentence, the fields it takes, a button.
import { send, Refused } from "/page/api.js";
import { fieldFor, valueOf } from "/page/behind/fields.js";
import { GROUPS, hintOf, labelOf, titleOf } from "/page/behind/words.js";
import { fill, h } from "/page/dom.js";
import { on, state } from "/page/state.js";
import { say } from "/page/toast.js";

/** How long it lasts is asked last. */
const LAST = ["times", "seconds"];
const DRAWN_ELSEWHERE = new Set(["clock"]);

export function kindsPart() {
  const part = h("section", { class: "faults-kinds", "aria-label": "Make something go wrong" });
  let shown = null;
  on("faultkinds", () => {
    if (shown === state.faultKinds) return;
    shown = state.faultKinds;
    fill(part, groupsOf(state.faultKinds).map(drawGroup));
  });
  return part;
}

function groupsOf(kinds) {
  const known = new Map(kinds.map((kind) => [kind.kind, kind]));
  const groups = GROUPS.map(([title, names]) => [title, names.map((name) => known.get(name)).filter(Boolean)]);
  const grouped = new Set(GROUPS.flatMap(([, names]) => names));
  const rest = kinds.filter((kind) => !grouped.has(kind.kind) && !DRAWN_ELSEWHERE.has(kind.kind));
  return [...groups, ["Besides", rest]].filter(([, members]) => members.length > 0);
}

function drawGroup([title, kinds]) {
  return h("div", { class: "fault-group" }, h("h3", {}, title), kinds.map(drawKind));
}

function drawKind(kind) {
  const body = h("div", { class: "fault-body" });
  const details = h("details", { class: "fault" }, h("summary", {}, titleOf(kind.kind)), body);
  // The fields list who and what is there now: they are drawn when they are wanted.
  details.addEventListener("toggle", () => details.open && fill(body, drawForm(kind)));
  return details;
}

function drawForm(kind) {
  const takes = [...kind.takes].sort((one, other) => LAST.indexOf(one.name) - LAST.indexOf(other.name));
  const names = takes.map((take) => take.name);
  const fields = takes.map((take) => ({ take, ...fieldFor(take, `fault-${kind.kind}-${take.name}`) }));
  const problem = h("p", { class: "error", role: "alert" });
  const begin = async (event) => {
    event.preventDefault();
    fill(problem);
    const given = Object.fromEntries(fields.map(({ take, field }) => [take.name, valueOf(take, field)]));
    try {
      const { fault } = await send("faults", { kind: kind.kind, ...given });
      say(fault ? `It is on: ${titleOf(kind.kind)}.` : `Done: ${titleOf(kind.kind)}.`);
    } catch (refusal) {
      const isRefused = refusal instanceof Refused;
      fill(problem, isRefused ? `That cannot be (${refusal.code}).` : "The sandbox is not reachable.");
    }
  };
  const follow = () =>
    fields.forEach(({ follows }) =>
      follows?.(Object.fromEntries(fields.map((each) => [each.take.name, each.field.value]))),
    );
  const form = h(
    "form",
    { class: "fault-form", on: { submit: begin, change: follow } },
    h("p", { class: "quiet" }, `${kind.says}.`),
    fields.map(({ take, field }) =>
      h(
        "div",
        { class: "fault-field" },
        h("label", { for: field.id }, labelOf(take.name)),
        field,
        hintOf(take.name, names) && h("p", { class: "hint", id: `${field.id}-hint` }, hintOf(take.name, names)),
      ),
    ),
    problem,
    h("button", { type: "submit", class: "button primary" }, kind.lasts ? "Switch it on" : "Do it now"),
  );
  follow();
  return form;
}
