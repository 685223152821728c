// The list that hangs under a field one types into: groups of offers, one of them active at a time.
import { fill, h } from "/page/dom.js";
import { hangOn } from "/page/hang.js";
import { icon } from "/page/icons.js";

const LEAP = 8;

export class Listbox {
  #offers = [];
  #at = -1;
  #letGo = null;

  /** `take` is called with the offer that is clicked. */
  constructor(id, take) {
    this.list = h("div", { id, role: "listbox", "aria-label": "Options", class: "picks-list", tabindex: "-1" });
    this.note = h("p", { class: "picks-note quiet", role: "status" });
    this.element = h("div", { class: "picks", popover: "manual" }, this.list, this.note);
    // The focus stays in the field.
    this.element.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) take(this.#offers[Number(row.dataset.at)].offer);
    });
    this.list.addEventListener("mousemove", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.#activate(Number(row.dataset.at));
    });
  }

  get isOpen() {
    return this.#letGo !== null;
  }

  get active() {
    return this.#offers[this.#at];
  }

  open(anchor) {
    if (this.isOpen) return;
    this.element.showPopover();
    this.element.style.minWidth = `min(${Math.max(200, anchor.getBoundingClientRect().width)}px, 100vw - 16px)`;
    this.#letGo = hangOn(this.element, anchor);
  }

  close() {
    if (!this.isOpen) return;
    this.#letGo();
    this.#letGo = null;
    if (this.element.isConnected) this.element.hidePopover();
  }

  /** `groups`: [{label?, offers: [{key, label, detail?, face?}]}]. `isTaken` and `isBarred` say so of an offer. */
  draw(groups, { isTaken, isBarred = () => false, note = "" }) {
    this.#offers = [];
    fill(
      this.list,
      groups.map((group) => this.#drawGroup(group, isTaken, isBarred)),
    );
    this.note.textContent = note;
    this.#at = -1;
  }

  /** The same offers, after the choice changed: what one points at stays under the pointer. */
  refresh({ isTaken, isBarred = () => false, note = "" }) {
    for (const { offer, row } of this.#offers) {
      row.setAttribute("aria-selected", String(isTaken(offer)));
      if (isBarred(offer)) row.setAttribute("aria-disabled", "true");
      else row.removeAttribute("aria-disabled");
    }
    this.note.textContent = note;
  }

  /** The active one becomes the first, or the taken one. */
  begin(isTaken) {
    const taken = this.#offers.findIndex(({ offer }) => isTaken(offer));
    this.#activate(Math.max(taken, this.#offers.length > 0 ? 0 : -1));
  }

  activateKey(key) {
    this.#activate(this.#offers.findIndex(({ offer }) => offer.key === key));
  }

  move(key) {
    const count = this.#offers.length;
    if (count === 0) return;
    const [at, last] = [this.#at, count - 1];
    const next = {
      ArrowDown: at === last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      PageDown: Math.min(last, at + LEAP),
      PageUp: Math.max(0, at - LEAP),
    };
    this.#activate(next[key]);
  }

  #activate(at) {
    this.active?.row.classList.remove("is-active");
    this.#at = at;
    this.active?.row.classList.add("is-active");
    this.active?.row.scrollIntoView({ block: "nearest" });
    this.moved?.(this.active?.row.id ?? null);
  }

  #drawGroup(group, isTaken, isBarred) {
    const rows = group.offers.map((offer) => this.#drawOffer(offer, isTaken(offer), isBarred(offer)));
    if (!group.label) return rows;
    const id = `${this.list.id}-group-${this.#offers.length}`;
    return h(
      "div",
      { role: "group", "aria-labelledby": id },
      h("div", { id, class: "picks-heading", role: "presentation", dir: "auto" }, group.label),
      rows,
    );
  }

  #drawOffer(offer, isTaken, isBarred) {
    const at = this.#offers.length;
    const row = h(
      "div",
      {
        id: `${this.list.id}-${at}`,
        role: "option",
        class: "pick",
        "aria-selected": String(isTaken),
        "aria-disabled": isBarred ? "true" : null,
        data: { at },
      },
      offer.face?.(),
      h(
        "span",
        { class: "pick-words" },
        h("bdi", { class: "pick-label" }, offer.label),
        offer.detail && h("span", { class: "pick-detail quiet", dir: "auto" }, offer.detail),
      ),
      icon("check"),
    );
    this.#offers.push({ offer, row });
    return row;
  }
}
