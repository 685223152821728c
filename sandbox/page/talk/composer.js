// The box one types in. Enter sends, Shift+Enter begins a new line.
import { Refused } from "/page/api.js";
import { INVITE } from "/page/channelacts.js";
import { completion } from "/page/talk/completion.js";
import { draft, keepDraft } from "/page/talk/drafts.js";
import { fill, h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { state } from "/page/state.js";
import { attachButton, fileTray, NotBrought } from "/page/talk/tray.js";

let count = 0;

/** `command` (missing in threads: Slack's commands do not work there) and `say` answer promises; a rejected one gives back what
 * was typed. What is dropped on `zone` is attached; `extra` stands above the tools,
 * `editLast` opens what one wrote last. */
export function composer({ name, draftKey, say, command, id, zone, extra = null, editLast, tools = [] }) {
  count += 1;
  const field = h("textarea", { class: "composer-field", rows: 1, dir: "auto", id, enterkeyhint: "send" });
  const problem = h("p", { class: "composer-problem", role: "alert" });
  const offers = completion(field, `completion-${count}`, Boolean(command));
  const tray = fileTray(() => light());
  const sendButton = h(
    "button",
    { type: "button", class: "tool send", "aria-label": "Send", on: { click: () => submit() } },
    icon("send"),
  );
  let key = null;

  const light = () => sendButton.classList.toggle("is-ready", field.value.trim() !== "" || tray.hasFiles());
  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 220)}px`;
    light();
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
    tray.show(key);
    if (matchMedia("(hover: hover)").matches) field.focus({ preventScroll: true });
  };
  const submit = async () => {
    const typed = field.value;
    const refusal = whyNot(typed, Boolean(command));
    fill(problem, refusal);
    const hasFiles = tray.hasFiles();
    if ((!typed.trim() && !hasFiles) || refusal || sendButton.disabled) return;
    write("");
    offers.close();
    const asked = key;
    try {
      if (typed.startsWith("/")) await command(...split(typed));
      else await sayWith(typed.trim(), hasFiles);
    } catch (error) {
      giveBack(asked, typed);
      fill(problem, error && reasonOf(error));
    }
  };
  const sayWith = async (text, hasFiles) => {
    if (!hasFiles) return say(text, []);
    const asked = key;
    sendButton.disabled = true;
    try {
      await say(text, await tray.take());
      tray.empty(asked);
    } finally {
      sendButton.disabled = false;
    }
    return undefined;
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
    if (event.key === "ArrowUp" && field.value === "" && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      editLast();
      return;
    }
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
      tray.element,
      extra,
      h("div", { class: "composer-tools" }, attachButton(tray, zone), tools, h("span", { class: "grow" }), sendButton),
    ),
    problem,
  );
  return { element, open };
}

function reasonOf(error) {
  if (error instanceof NotBrought) return `${error.message} could not be brought in. What you typed is still here.`;
  if (error instanceof Refused) return `That was not sent (${error.code}). What you typed is still here.`;
  return "The sandbox is not reachable. What you typed is still here.";
}

function split(typed) {
  const [command] = /^\S+/.exec(typed);
  return [command, typed.slice(command.length).trim()];
}

function whyNot(typed, hasCommands) {
  if (!typed.startsWith("/")) return null;
  const [name] = split(typed);
  if (!hasCommands) return "Commands do not work in threads. Use them in the channel.";
  if (name === INVITE || state.commands.some((each) => each.command === name)) return null;
  return `${name} is not a command here. Type / to see those there are.`;
}
