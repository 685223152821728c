// What an assistant is at: plans and their tasks.
import { h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { safeUrl } from "/page/kit/mrkdwn.js";
import { drawNodes } from "/page/kit/nodes.js";
import { readRichText } from "/page/kit/richtext.js";

const STATES = {
  pending: ["To do", "ring"],
  in_progress: ["In progress", "half"],
  complete: ["Done", "check"],
  error: ["Failed", "close"],
};

export function drawPlan(block) {
  return h(
    "section",
    { class: "plan" },
    h("div", { class: "plan-title", dir: "auto" }, block.title),
    h(
      "ul",
      { role: "list" },
      (block.tasks ?? []).map((task) => h("li", {}, drawTask(task))),
    ),
  );
}

export function drawTask(task) {
  const state = task.status in STATES ? task.status : "pending";
  const [name, sign] = STATES[state];
  const part = (block, kind) => block && h("div", { class: `text rich-text ${kind}` }, drawNodes(readRichText(block)));
  return h(
    "div",
    { class: `task is-${state}` },
    h("span", { class: "task-state", role: "img", "aria-label": name, title: name }, icon(sign)),
    h(
      "div",
      { class: "task-body" },
      h("div", { class: "task-title", dir: "auto" }, task.title),
      part(task.details, "quiet"),
      part(task.output, "task-output"),
      task.sources?.length > 0 && h("div", { class: "context" }, task.sources.map(drawSource)),
    ),
  );
}

function drawSource({ url, text }) {
  const address = safeUrl(url);
  if (!address) return h("bdi", {}, text);
  return h(
    "a",
    { href: address, target: "_blank", rel: "noopener noreferrer nofollow", title: address },
    h("bdi", {}, text),
  );
}
