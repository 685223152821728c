// What one presses: buttons of every kind, and the menu behind three dots.
import { h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { safeUrl } from "/page/kit/mrkdwn.js";
import { plain } from "/page/kit/texts.js";
import { menuButton } from "/page/menu.js";
import { state } from "/page/state.js";
import { say } from "/page/toast.js";

export const BUTTONS = {
  button: drawButton,
  workflow_button: drawWorkflowButton,
  icon_button: drawIconButton,
  feedback_buttons: drawFeedback,
  overflow: drawOverflow,
};

function drawButton(element, place) {
  const press = () => {
    openAddress(element.url);
    return place.surface.press(place.blockId, element, null, plain(element.text));
  };
  const properties = { ...look(element, place), title: element.url };
  return pressable(properties, press, h("bdi", {}, plain(element.text)));
}

function drawWorkflowButton(element, place) {
  const sorry = () => say("Workflows are not played in the sandbox: in Slack this would start one.");
  return pressable(look(element, place), sorry, icon("bolt"), h("bdi", {}, plain(element.text)));
}

/** Some only show to those they name. */
function drawIconButton(element, place) {
  const seers = element.visible_to_user_ids;
  if (seers?.length > 0 && !seers.includes(state.me.id)) return null;
  const text = plain(element.text);
  const press = () => place.surface.press(place.blockId, element, null, text);
  const properties = { ...look(element, place), class: "tool with-words", title: text };
  return pressable(properties, press, icon(element.icon === "trash" ? "trash" : "dot"), h("bdi", {}, text));
}

function drawFeedback(element, place) {
  const id = place.surface.fieldId(place.blockId, element.action_id);
  const buttons = ["positive_button", "negative_button"].map((name) => {
    const { text, value, accessibility_label: label } = element[name];
    const press = async () => {
      const isPressed = await place.surface.press(
        place.blockId,
        element,
        { type: "feedback_buttons", value },
        plain(text),
      );
      if (isPressed) for (const each of buttons) each.setAttribute("aria-pressed", String(each === button));
    };
    const properties = {
      id: `${id}-${name}`,
      class: "tool with-words feedback",
      "aria-label": label,
      "aria-pressed": "false",
    };
    const button = pressable(
      properties,
      press,
      icon(name === "positive_button" ? "up-thumb" : "down-thumb"),
      h("bdi", {}, plain(text)),
    );
    return button;
  });
  return h("div", { class: "feedback-buttons", role: "group", "aria-label": "Feedback" }, buttons);
}

function drawOverflow(element, place) {
  const choose = (option) => {
    openAddress(option.url);
    place.surface.press(place.blockId, element, { type: "overflow", selected_option: option }, plain(option.text));
  };
  return menuButton(
    {
      class: "button icon-button",
      "aria-label": "More options",
      id: place.surface.fieldId(place.blockId, element.action_id),
    },
    icon("more"),
    "More options",
    () =>
      element.options.map((option) => ({
        label: plain(option.text),
        detail: plain(option.description),
        run: () => choose(option),
      })),
  );
}

function look(element, place) {
  return {
    id: place.surface.fieldId(place.blockId, element.action_id),
    class: ["button", element.style].filter(Boolean).join(" "),
    "aria-label": element.accessibility_label,
  };
}

/** A second press waits for the first. Not `disabled`: that would take the focus away from under the person's fingers. */
function pressable(properties, press, ...content) {
  const once = async (event) => {
    const button = event.currentTarget;
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    await press();
    button.removeAttribute("aria-disabled");
  };
  return h("button", { type: "button", ...properties, on: { click: once } }, content);
}

function openAddress(address) {
  const url = address && safeUrl(address);
  if (url) window.open(url, "_blank", "noopener,noreferrer");
}
