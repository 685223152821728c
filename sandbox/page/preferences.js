// What a visitor may have otherwise: light or dark, the clock, and the persona's time zone.
import { send } from "/page/api.js";
import { confirmed } from "/page/confirm.js";
import { clockPreference } from "/page/dates.js";
import { h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { state } from "/page/state.js";
import { attempt } from "/page/toast.js";

const THEMES = { "": "As the system has it", light: "Light", dark: "Dark" };
const CLOCKS = { "": "As usual in the time zone", 12: "12 hours, 1:30 PM", 24: "24 hours, 13:30" };

export function preferencesButton() {
  return h(
    "button",
    {
      type: "button",
      id: "preferences-button",
      class: "tool",
      "aria-label": "Preferences",
      title: "Preferences",
      on: { click: ask },
    },
    icon("sliders"),
  );
}

async function ask() {
  const before = localStorage.getItem("theme") ?? "";
  const theme = select("theme", THEMES, before);
  const clock = select("clock", CLOCKS, clockPreference());
  const zones = Object.fromEntries(Intl.supportedValuesOf("timeZone").map((zone) => [zone, zone.replaceAll("_", " ")]));
  const zone = select("zone", { ...zones, [state.me.tz]: state.me.tz.replaceAll("_", " ") }, state.me.tz);
  theme.addEventListener("change", () => wear(theme.value)); // seen at once
  const isSure = await confirmed({
    title: words("Preferences"),
    content: [
      field("Appearance", theme),
      field("Clock", clock),
      field(`Time zone of ${state.me.name}`, zone),
      h(
        "p",
        { class: "hint" },
        "The time zone is the persona’s, as the bot sees it; the rest is yours, in this browser.",
      ),
    ],
    confirm: words("Keep"),
    deny: words("Cancel"),
  });
  if (!isSure) return wear(before);
  keep("theme", theme.value);
  const isOtherClock = clock.value !== clockPreference();
  keep("clock", clock.value);
  const isMoved = zone.value !== state.me.tz && (await attempt(send("profile", { tz: zone.value })));
  // Every time on the page is another now.
  if (isOtherClock || isMoved) location.reload();
  return undefined;
}

function wear(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

function keep(name, value) {
  if (value) localStorage.setItem(name, value);
  else localStorage.removeItem(name);
}

function select(name, choices, chosen) {
  return h(
    "select",
    { class: "field", id: `preference-${name}` },
    Object.entries(choices).map(([value, label]) => h("option", { value, selected: value === chosen }, label)),
  );
}

function field(label, control) {
  return h("div", { class: "preference" }, h("label", { class: "label", for: control.id }, label), control);
}

function words(text) {
  return { type: "plain_text", text };
}
