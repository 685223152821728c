// The five steps of the tour: what to do, what to look at meanwhile, and how to tell that it was done.
import { isPanelOpen } from "/page/panels.js";
import { botName, channel, state } from "/page/state.js";
import { heardOf } from "/page/traffic/ledger.js";

const COMMAND = "/incident the printer is on fire";
const REPORTER = "Max Weber";
const AGENT = "Ben Okafor";
const DESK = "service-desk";

/** `at` is where one should look, `isDone` is told the number of the last thing on the wire when the step began,
 * `isLost`, which leads back, whether a form was open since, too. */
export const STEPS = [
  {
    title: "You are someone here",
    text: () => [
      "This is a small pretend company, and you are one of its people. ",
      isNarrow() ? "The card behind the menu says who. " : "The card up here says who. ",
      bold(`Choose ${REPORTER}`),
      ": he is about to have a bad day.",
    ],
    at: () => inSidebar(document.querySelector(".persona")),
    isDone: () => state.me?.name === REPORTER,
  },
  {
    title: "Something is broken",
    text: () => ["Type ", code(COMMAND), " into the box and press Enter, as you would in Slack."],
    at: () => document.querySelector("#composer")?.closest(".composer-box"),
    help: { words: "Type it for me", run: typeIt },
    isDone: (since) => state.views.length > 0 || done(since, "submission"),
  },
  {
    title: "Fill it in",
    text: () => [
      "The form comes from ",
      botName(),
      ". Say how many are hit and how urgent it is: the priority follows as you choose. Then press ",
      bold("Raise"),
      ".",
    ],
    at: () => document.querySelector("#modal-submit"),
    isDone: (since) => done(since, "submission") && state.views.length === 0,
    isLost: (since, hadForm) =>
      hadForm && state.views.length === 0 && !heardOf(since, (entry) => entry.kind === "submission"),
  },
  {
    title: "Somebody takes care",
    text: () => [
      "Now be ",
      bold(AGENT),
      " of the service desk. In ",
      bold(`#${DESK}`),
      " stands the card of your incident: press ",
      bold("Acknowledge"),
      " and watch it change.",
    ],
    at: () => {
      if (state.me?.name !== AGENT) return inSidebar(document.querySelector(".persona"));
      const desk = state.channels.find((each) => each.name === DESK);
      if (desk && channel()?.id !== desk.id) return inSidebar(document.getElementById(`channel-${desk.id}`));
      return [...document.querySelectorAll("main article button")].findLast(
        (each) => each.textContent === "Acknowledge",
      );
    },
    isDone: (since) => done(since, "action", /acknowledge/i),
  },
  {
    title: "What went over the wire",
    text: () => [
      "Open ",
      bold("Traffic"),
      " and press a line: there is what the sandbox sent to ",
      botName(),
      ", what came back, and how long it took. It is Slack’s own protocol, and the real bot.",
    ],
    at: () =>
      isPanelOpen("traffic")
        ? document.querySelector("#traffic .entry")
        : inSidebar(document.getElementById("traffic-button")),
    isDone: () => Boolean(document.querySelector("#traffic:not([hidden]) .traffic-detail:not([hidden])")),
  },
];

export const FAREWELL = {
  title: "That is all there is to it",
  text: () => [
    "The rest is yours. ",
    bold("What can go wrong"),
    " breaks things on purpose, Ctrl+K finds everything, and ? shows the keys.",
  ],
};

/** Whether the bot has acknowledged something of this kind since. */
function done(since, kind, what = /./) {
  return heardOf(since, (entry) => entry.kind === kind && entry.state === "acked" && what.test(entry.what));
}

function isNarrow() {
  return matchMedia("(max-width: 760px)").matches;
}

/** On a narrow screen the way there is the menu. */
function inSidebar(element) {
  const isHidden = isNarrow() && !document.getElementById("frame").classList.contains("has-drawer");
  return isHidden ? document.querySelector(".drawer-button") : element;
}

function typeIt() {
  const field = document.getElementById("composer");
  field.value = COMMAND;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function bold(text) {
  return { tag: "strong", text };
}

function code(text) {
  return { tag: "code", text };
}
