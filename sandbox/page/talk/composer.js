// The box one types in. Enter sends, Shift+Enter begins a new line.
import { Refused } from "/page/api.js";
import { completion } from "/page/talk/completion.js";
import { draft, keepDraft } from "/page/talk/drafts.js";
import { fill, h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { state } from "/page/state.js";

let count = 0;

/** `command` (missing in threads: Slack's commands do not work there) and `say` answer promises; a rejected one gives back what was typed. */
export function composer({ name, draftKey, say, command, id, tools = [] }) {
  count += 1;
  const field = h("textarea", { class: "composer-field", rows: 1, dir: "auto", id, enterkeyhint: "send" });
  const problem = h("p", { class: "composer-problem", role: "alert" });
  const offers = completion(field, `completion-${count}`, Boolean(command));
  const sendButton = h(
    "button",
    { type: "button", class: "tool send", "aria-label": "Send", on: { click: () => submit() } },
    icon("send"),
  );
  let key = null;

  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 220)}px`;
    sendButton.classList.toggle("is-ready", field.value.trim() !== "");
  };
  const write = (text) => {
    field.value = text;
    grow();
    keepDraft(key, text);
  };
  const open = () => {
    key = draftKey();
    field.setAttribute("aria-label", name());
    field.placeholder = name();
    offers.close();
    fill(problem);
    write(draft(key));
    if (matchMedia("(hover: hover)").matches) field.focus({ preventScroll: true });
  };
  const submit = async () => {
    const typed = field.value;
    const refusal = whyNot(typed, Boolean(command));
    fill(problem, refusal);
    if (!typed.trim() || refusal) return;
    write("");
    offers.close();
    const asked = key;
    try {
      await (typed.startsWith("/") ? command(...split(typed)) : say(typed.trim()));
    } catch (error) {
      giveBack(asked, typed);
      if (error instanceof Refused) fill(problem, `That was not sent (${error.code}). What you typed is still here.`);
      else if (error) fill(problem, "The sandbox is not reachable. What you typed is still here.");
    }
  };
  const giveBack = (asked, typed) => {
    if (asked !== key) keepDraft(asked, typed);
    else if (!field.value) write(typed);
  };

  field.addEventListener("input", () => {
    grow();
    keepDraft(key, field.value);
  });
  field.addEventListener("keydown", (event) => {
    if (offers.take(event) || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  const element = h(
    "div",
    { class: "composer" },
    offers.element,
    h(
      "div",
      { class: "composer-box" },
      field,
      h("div", { class: "composer-tools" }, tools, h("span", { class: "grow" }), sendButton),
    ),
    problem,
  );
  return { element, open };
}

function split(typed) {
  const [command] = /^\S+/.exec(typed);
  return [command, typed.slice(command.length).trim()];
}

function whyNot(typed, hasCommands) {
  if (!typed.startsWith("/")) return null;
  const [name] = split(typed);
  if (!hasCommands) return "Commands do not work in threads. Use them in the channel.";
  if (state.commands.some((each) => each.command === name)) return null;
  return `${name} is not a command here. Type / to see those there are.`;
}
