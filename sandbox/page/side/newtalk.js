// Beginning a direct message: with someone, or among several.
import { confirmed } from "/page/confirm.js";
import { h } from "/page/dom.js";
import { closeDrawer } from "/page/panels.js";
import { state } from "/page/state.js";
import { openConversation } from "/page/visiting.js";

/** The items of the menu. */
export function newTalk() {
  const begin = (wanted) => {
    openConversation(wanted);
    closeDrawer();
  };
  return [
    ...others().map((person) => ({ label: person.name, detail: person.title, run: () => begin(person.id) })),
    { label: "Several people…", detail: "A talk among up to nine", run: () => chooseSeveral(begin) },
  ];
}

function others() {
  return state.people.filter((person) => person.id !== state.me.id);
}

async function chooseSeveral(begin) {
  const ticks = others().map((person) => h("input", { type: "checkbox", value: person.id }));
  const choices = others().map((person, at) =>
    h(
      "label",
      { class: "tick" },
      ticks[at],
      h("span", {}, person.name, " ", h("span", { class: "quiet" }, person.title)),
    ),
  );
  const words = (text) => ({ type: "plain_text", text });
  const isSure = await confirmed({
    title: words("New group message"),
    content: h("fieldset", { class: "ticks" }, h("legend", { class: "unseen" }, "People"), choices),
    confirm: words("Begin"),
    deny: words("Cancel"),
  });
  const chosen = ticks.filter((tick) => tick.checked).map((tick) => tick.value);
  if (isSure && chosen.length > 0) begin(chosen);
}
