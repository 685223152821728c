// Building and keeping DOM. Text only ever becomes a text node: there is no way from here to markup.

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") listen(element, value);
    else if (name === "data") Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...present(children));
  return element;
}

export function fill(element, ...children) {
  element.replaceChildren(...present(children));
  return element;
}

function present(children) {
  return children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false);
}

function listen(element, listeners) {
  for (const [event, listener] of Object.entries(listeners)) element.addEventListener(event, listener);
}

const drawn = new WeakMap();

/** Make the children of `parent` be `items` ({key, print, build}): a child whose print is unchanged stays as it is, with
 * its focus, selection and typed text. */
export function arrange(parent, items) {
  const wanted = new Set(items.map((item) => item.key));
  const old = new Map();
  for (const child of [...parent.children]) {
    const was = drawn.get(child);
    if (was && wanted.has(was.key)) old.set(was.key, child);
    else child.remove();
  }
  let place = parent.firstElementChild;
  for (const item of items) {
    let child = old.get(item.key);
    if (child && drawn.get(child).print !== item.print) {
      const fresh = remember(item);
      if (child === place) place = fresh;
      child.replaceWith(fresh);
      child = fresh;
    }
    child ??= remember(item);
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
}

function remember(item) {
  const child = item.build();
  drawn.set(child, { key: item.key, print: item.print });
  return child;
}

/** Run `draw`, and give the focus back to the field that had it when drawing replaced that field. */
export function keepFocus(draw) {
  const focused = document.activeElement;
  const selection = focused && "selectionStart" in focused ? [focused.selectionStart, focused.selectionEnd] : null;
  draw();
  if (!focused?.id || focused.isConnected) return;
  const heir = document.getElementById(focused.id);
  heir?.focus();
  if (heir && selection && selection[0] !== null) heir.setSelectionRange(...selection);
}
