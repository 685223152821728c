// Messages by keyboard: arrow keys walk from one to the next, a letter does what its tool does.

const TOOLS = { r: "Add reaction", t: "Reply in thread" };
/** What an article is told to have its message edited. */
export const EDIT = "edit-message";

/** `ends` are what Home and End do. */
export function walkable(list, ends) {
  list.addEventListener("keydown", (event) => {
    const isHere = event.target === list || event.target.matches("article");
    if (!isHere || event.ctrlKey || event.metaKey || event.altKey) return;
    const run = ends[event.key] ?? stepOf(event, list) ?? toolOf(event);
    if (!run) return;
    event.preventDefault();
    run();
  });
  // The tools of a message are stops for Tab only while one is at that message.
  list.addEventListener("focusin", (event) => setStops(event.target.closest("article"), 0));
  list.addEventListener("focusout", (event) => {
    const left = event.target.closest("article");
    if (left && !left.contains(event.relatedTarget)) setStops(left, -1);
  });
}

function setStops(article, tabIndex) {
  for (const tool of article?.querySelectorAll(".tools button") ?? []) tool.tabIndex = tabIndex;
}

function stepOf(event, list) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step) return null;
  const all = [...list.querySelectorAll(":scope > article")];
  const at = all.indexOf(event.target);
  const next = at === -1 ? (step < 0 ? lastInSight(all) : firstInSight(all)) : all[at + step];
  return () => next?.focus();
}

function toolOf(event) {
  if (event.key.toLowerCase() === "e") return () => event.target.dispatchEvent(new Event(EDIT));
  const name = !event.shiftKey && TOOLS[event.key.toLowerCase()];
  const tool = name && event.target.querySelector(`.tools [aria-label="${name}"]`);
  return tool ? () => tool.click() : null;
}

function isInSight(article) {
  const { top, bottom } = article.getBoundingClientRect();
  const scroller = article.closest(".scroller").getBoundingClientRect();
  return bottom > scroller.top && top < scroller.bottom;
}

function firstInSight(all) {
  return all.find(isInSight);
}

function lastInSight(all) {
  return all.findLast(isInSight);
}
