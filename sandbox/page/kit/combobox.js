// A field with a type-ahead list: one looks for what one wants by typing, and takes it by mouse or by keyboard.
import { h } from "/page/dom.js";
import { Listbox } from "/page/kit/listbox.js";

const NOTHING = "Nothing matches what you typed.";
const SEARCHING = "Searching…";

/**
 * `find(text)` answers `{groups, note?}`, or a function that asks for it: that is called when nothing was typed for `pause`
 * milliseconds. `note()` says what there is to say about all offers, `shown()` what the field says at rest. `take(offer)`
 * and `drop()` (the field was emptied, or Backspace was pressed in an empty one) change the choice. `staysOpen`: one chooses
 * several.
 */
export class Combobox {
  #isTyped = false;
  #turn = 0;
  #timer = null;
  #found = null;

  constructor(names, ways) {
    this.ways = { pause: 0, isBarred: () => false, staysOpen: false, drop: () => {}, ...ways };
    this.list = new Listbox(`${names.id}-offers`, (offer) => this.#take(offer));
    this.input = h("input", {
      type: "text",
      role: "combobox",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "aria-controls": this.list.list.id,
      ...names,
    });
    this.list.moved = (id) => this.#point(id);
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("click", () => this.open());
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("blur", () => this.leave());
    this.rest();
  }

  /** What the field says when nobody types into it. */
  rest() {
    this.#isTyped = false;
    this.input.value = this.ways.shown();
  }

  open() {
    if (this.list.isOpen) return;
    this.list.open(this.ways.anchor?.() ?? this.input);
    this.input.setAttribute("aria-expanded", "true");
    this.#search();
  }

  close() {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.list.close();
    this.input.setAttribute("aria-expanded", "false");
    this.#point(null);
  }

  /** Leave the field: what stands in it is what was chosen, never something half typed. */
  leave() {
    if (this.#isTyped && this.input.value.trim() === "" && !this.ways.staysOpen) this.ways.drop();
    else if (this.#isTyped) this.ways.leave?.(this.input.value.trim());
    this.close();
    this.rest();
  }

  /** The choice changed: say so in the list where it is. */
  redraw() {
    if (!this.list.isOpen || !this.#found) return;
    const { isTaken, isBarred } = this.ways;
    this.list.refresh({ isTaken, isBarred, note: this.#noteOf(this.#found) });
  }

  #typed() {
    this.#isTyped = true;
    if (this.list.isOpen) this.#search();
    else this.open();
  }

  async #search(keepAt = null) {
    const text = this.#isTyped ? this.input.value.trim() : "";
    const turn = (this.#turn += 1);
    clearTimeout(this.#timer);
    let found = this.ways.find(text);
    if (typeof found === "function") {
      this.#draw({ groups: [], note: SEARCHING });
      await new Promise((resolve) => {
        this.#timer = setTimeout(resolve, this.#isTyped ? this.ways.pause : 0);
      });
      if (turn !== this.#turn) return;
      found = await found();
      if (turn !== this.#turn) return;
    }
    this.#found = found;
    this.#draw({ groups: found.groups, note: this.#noteOf(found) });
    if (keepAt !== null) this.list.activateKey(keepAt);
    else this.list.begin(text || this.ways.staysOpen ? () => false : this.ways.isTaken);
  }

  #noteOf({ groups, note }) {
    const isEmpty = groups.every((group) => group.offers.length === 0);
    return note ?? this.ways.note?.() ?? (isEmpty ? NOTHING : "");
  }

  #draw({ groups, note }) {
    this.list.draw(groups, { isTaken: this.ways.isTaken, isBarred: this.ways.isBarred, note });
  }

  #point(id) {
    if (id) this.input.setAttribute("aria-activedescendant", id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  #take(offer) {
    if (!offer || this.ways.isBarred(offer)) return;
    if (!this.ways.staysOpen) this.close();
    const wasTyped = this.#isTyped;
    this.#isTyped = false;
    this.input.value = "";
    this.ways.take(offer);
    this.rest();
    if (!this.ways.staysOpen) this.input.select();
    else if (wasTyped) this.#search(offer.key);
  }

  #key(event) {
    if (event.isComposing) return;
    const { key } = event;
    const isOpen = this.list.isOpen;
    if (key === "Escape" && isOpen) {
      // The list goes, not the form around it.
      event.preventDefault();
      event.stopPropagation();
      this.close();
      this.rest();
      this.input.select();
    } else if (["ArrowDown", "ArrowUp", "PageDown", "PageUp"].includes(key)) {
      event.preventDefault();
      if (event.altKey && key === "ArrowUp") this.close();
      else if (isOpen) this.list.move(key);
      else this.open();
    } else if (key === "Enter") {
      event.preventDefault();
      if (isOpen && this.list.active) this.#take(this.list.active.offer);
      else if (!isOpen) this.open();
    } else if (key === "Backspace" && this.input.value === "" && this.ways.staysOpen) this.ways.drop();
  }
}
