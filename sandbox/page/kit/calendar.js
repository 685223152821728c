// A month to choose a day in, by mouse or by arrow keys. Our own, not the browser's: its today is the persona's, on the
// workspace's clock.
import { dayOf, now, usesTwelveHours } from "/page/dates.js";
import { fill, h } from "/page/dom.js";
import { hangOn } from "/page/hang.js";
import { icon } from "/page/icons.js";
import { later, laterMonth } from "/page/kit/typedtimes.js";

const SUNDAY = "2023-01-01";
const WEEKS = 6;

export class Calendar {
  #letGo = null;
  #chosen = null;
  #focused = null;

  /** `take(day)` is called with YYYY-MM-DD, `left()` when the calendar was left without one. */
  constructor({ label, take, left }) {
    this.#take = take;
    this.#left = left;
    this.title = h("div", { class: "calendar-title", "aria-live": "polite" });
    this.grid = h("div", { class: "calendar-grid", role: "grid", "aria-label": label });
    this.element = h(
      "div",
      { class: "calendar", popover: "manual", role: "dialog", "aria-label": label },
      h(
        "div",
        { class: "calendar-head" },
        this.#step("Earlier month", "is-back", -1),
        this.title,
        this.#step("Later month", "is-on", 1),
      ),
      this.grid,
    );
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("mousedown", (event) => event.preventDefault());
    // Drawing anew takes the focus away for a moment: only where it then is counts.
    this.element.addEventListener("focusout", () =>
      setTimeout(() => this.element.contains(document.activeElement) || this.close()),
    );
  }

  #take;
  #left;

  get isOpen() {
    return this.#letGo !== null;
  }

  open(anchor, chosen) {
    this.#chosen = chosen;
    this.#focused = chosen ?? dayOf(now());
    this.#draw();
    if (this.isOpen) return;
    this.element.showPopover();
    this.#letGo = hangOn(this.element, anchor);
  }

  close() {
    if (!this.isOpen) return;
    this.#letGo();
    this.#letGo = null;
    if (this.element.isConnected) this.element.hidePopover();
  }

  focus() {
    this.grid.querySelector("[tabindex='0']").focus();
  }

  #step(label, turn, months) {
    const go = () => {
      this.#focused = laterMonth(this.#focused, months);
      this.#draw();
    };
    return h(
      "button",
      { type: "button", class: `tool small ${turn}`, "aria-label": label, title: label, on: { click: go } },
      icon("chevron"),
    );
  }

  #draw() {
    const month = this.#focused.slice(0, 7);
    this.title.textContent = said(this.#focused, { month: "long", year: "numeric" });
    const first = later(`${month}-01`, -((weekday(`${month}-01`) - firstWeekday() + 7) % 7));
    const days = Array.from({ length: WEEKS * 7 }, (_, at) => later(first, at));
    const names = days
      .slice(0, 7)
      .map((day) =>
        h(
          "span",
          { role: "columnheader", "aria-label": said(day, { weekday: "long" }) },
          said(day, { weekday: "short" }).slice(0, 2),
        ),
      );
    const weeks = Array.from({ length: WEEKS }, (_, at) => days.slice(at * 7, at * 7 + 7)).filter((week) =>
      week.some((day) => day.startsWith(month)),
    );
    fill(
      this.grid,
      h("div", { role: "row", class: "calendar-week" }, names),
      weeks.map((week) =>
        h(
          "div",
          { role: "row", class: "calendar-week" },
          week.map((day) => this.#drawDay(day, month)),
        ),
      ),
    );
  }

  #drawDay(day, month) {
    return h(
      "button",
      {
        type: "button",
        role: "gridcell",
        class: day.startsWith(month) ? "day" : "day is-other",
        tabindex: day === this.#focused ? "0" : "-1",
        "aria-label": said(day, { weekday: "long", day: "numeric", month: "long", year: "numeric" }),
        "aria-selected": String(day === this.#chosen),
        "aria-current": day === dayOf(now()) ? "date" : null,
        on: { click: () => (this.close(), this.#take(day)) },
      },
      String(Number(day.slice(8))),
    );
  }

  #key(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close();
      this.#left();
      return;
    }
    if (event.target.getAttribute("role") !== "gridcell") return;
    const next = this.#reached(event);
    if (!next) return;
    event.preventDefault();
    this.#focused = next;
    this.#draw();
    this.focus();
  }

  #reached({ key, shiftKey }) {
    const intoWeek = (weekday(this.#focused) - firstWeekday() + 7) % 7;
    const days = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, Home: -intoWeek, End: 6 - intoWeek }[key];
    if (days !== undefined) return later(this.#focused, days);
    const months = { PageUp: -1, PageDown: 1 }[key];
    return months && laterMonth(this.#focused, shiftKey ? months * 12 : months);
  }
}

function said(day, options) {
  return new Intl.DateTimeFormat("en-US", { timeZone: "UTC", ...options }).format(Date.parse(day));
}

function weekday(day) {
  return Math.round((Date.parse(day) - Date.parse(SUNDAY)) / 86_400_000) % 7;
}

/** Weeks begin on Sunday where the clock has twelve hours, on Monday elsewhere. */
function firstWeekday() {
  return usesTwelveHours() ? 0 : 1;
}
