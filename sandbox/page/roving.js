// Lists one walks with the arrow keys: one stop for Tab, whatever their length.

/** What matches `selector` in `list` is walked; the one that last had the focus is the stop. Call the answer after each drawing. */
export function roving(list, selector) {
  const stops = () => [...list.querySelectorAll(selector)];
  const settle = (stop) => {
    const all = stops();
    const now = stop ?? all.find((each) => each.tabIndex === 0) ?? all[0];
    for (const each of all) each.tabIndex = each === now ? 0 : -1;
  };
  list.addEventListener("keydown", (event) => {
    const all = stops();
    const at = all.indexOf(event.target);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at === -1 || next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    all[next]?.focus();
  });
  list.addEventListener("focusin", (event) => event.target.matches(selector) && settle(event.target));
  return () => settle();
}
