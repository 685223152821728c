// One entry of the traffic with all that was said: the payload, the answer, every time it was carried.
import { ask, Refused } from "/page/api.js";
import { clockWithSeconds, fullTime } from "/page/dates.js";
import { fill, h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { botName, nameOf } from "/page/state.js";
import { milliseconds } from "/page/talk/chips.js";
import { say } from "/page/toast.js";
import { isBadEntry, isRequest } from "/page/traffic/ledger.js";
import { drawJson } from "/page/traffic/json.js";
import { arrow, stateWords } from "/page/traffic/rows.js";

/** Answers {element, open(entry), close(), shownId()}; `closed` is told the entry's id when its reader closes it. */
export function detailPane(closed) {
  const body = h("div", { class: "traffic-detail-body", tabindex: "-1" });
  const element = h(
    "div",
    { class: "traffic-detail", role: "group", "aria-label": "What was said", hidden: true },
    body,
  );
  let shown = null;
  let print = null;

  const close = () => {
    const was = shown;
    element.hidden = true;
    [shown, print] = [null, null];
    closed(was);
  };
  const open = async (entry, { isMoved = true } = {}) => {
    const now = JSON.stringify(entry);
    if (print === now) return;
    [shown, print] = [entry.id, now];
    element.hidden = false;
    const { whole, problem } = await wholeOf(entry);
    if (shown !== entry.id) return;
    fill(body, head(whole ?? entry, close), problem ? h("p", { class: "quiet" }, problem) : said(whole));
    if (isMoved) body.scrollTop = 0;
  };
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    close();
  });
  return { element, open, close, shownId: () => shown };
}

async function wholeOf(entry) {
  try {
    const answer = await ask(`traffic/${entry.id}`);
    return { whole: answer.entry };
  } catch (problem) {
    const isGone = problem instanceof Refused && problem.code === "not_remembered";
    return { problem: isGone ? "The sandbox remembers no more of this." : "The sandbox is not reachable." };
  }
}

function head(entry, close) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(JSON.stringify(entry, null, 2));
      say("Copied as JSON.");
    } catch {
      say("This browser does not let the page copy.");
    }
  };
  return h(
    "header",
    { class: "traffic-detail-head" },
    arrow(entry),
    h("h3", {}, h("bdi", {}, entry.what)),
    h("button", { type: "button", class: "tool with-words", on: { click: copy } }, icon("copy"), "Copy as JSON"),
    h(
      "button",
      { type: "button", class: "tool", "aria-label": "Close details", title: "Close details", on: { click: close } },
      icon("close"),
    ),
  );
}

function said(entry) {
  const isAsked = isRequest(entry);
  return [
    facts(entry),
    entry.tries?.length > 1 && part("Every time it was carried", tries(entry)),
    part(isAsked ? "Arguments" : "Payload", drawJson(entry.payload ?? null, isAsked ? "Arguments" : "Payload")),
    part(isAsked ? "Answer" : `What ${botName()} acknowledged with`, answer(entry)),
  ];
}

function part(title, content) {
  return h("section", { class: "traffic-part" }, h("h4", {}, title), content);
}

function facts(entry) {
  const rows = [
    ["When", fullTime(entry.at * 1000)],
    entry.as && ["As", nameOf(entry.as)],
    ["State", stateWords(entry)],
    ["Took", h("span", { class: isBadEntry(entry) ? "bad" : "" }, milliseconds(entry.ms))],
    entry.status && ["HTTP", String(entry.status)],
  ].filter(Boolean);
  return h(
    "dl",
    { class: "facts" },
    rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
  );
}

function tries(entry) {
  const line = (each, at) => {
    const again = at === 0 ? "" : each.reason ? ` again (${each.reason})` : " once more";
    const end = each.error ? `no acknowledgement: ${each.error}` : "acknowledged";
    return h(
      "li",
      { class: each.error ? "bad" : "" },
      `${clockWithSeconds(each.at * 1000)}${again}, ${end}, ${milliseconds(each.ms)}`,
    );
  };
  return h("ol", { class: "tries" }, entry.tries.map(line));
}

function answer(entry) {
  if (entry.state === "waiting") return h("p", { class: "quiet" }, "Nothing yet.");
  if (entry.answer === undefined) return h("p", { class: "quiet" }, "Nothing came back.");
  if (entry.answer === null || entry.answer === "")
    return h("p", { class: "quiet" }, "Nothing but the acknowledgement.");
  return drawJson(entry.answer, "Answer");
}
