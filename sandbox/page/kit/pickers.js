// Days, times, and moments in the persona's zone.
import { clockWords, dayWords, momentOf, wallClock } from "/page/dates.js";
import { h } from "/page/dom.js";
import { Calendar } from "/page/kit/calendar.js";
import { Combobox } from "/page/kit/combobox.js";
import { choose, current, naming, put } from "/page/kit/field.js";
import { plain } from "/page/kit/texts.js";
import { readDay, readTimes } from "/page/kit/typedtimes.js";
import { zone } from "/page/state.js";

const NO_DAY = "Please enter a date, like 2026-03-04.";
const NO_TIME = "Please enter a time, like 09:30.";
const HALF_HOURS = Array.from({ length: 48 }, (_, at) => `${String(at >> 1).padStart(2, "0")}:${at % 2 ? "30" : "00"}`);

export const PICKERS = {
  datepicker: (element, place) => picker(element, place, dayField, "Select a date"),
  timepicker: (element, place) => withZone(picker(element, place, timeField, "Select a time"), element.timezone),
  datetimepicker: drawMoment,
};

function picker(element, place, field, otherwise) {
  const { id: _, ...names } = naming(element, place);
  const control = field(
    {
      ...names,
      id: place.surface.fieldId(place.blockId, element.action_id),
      placeholder: plain(element.placeholder) || otherwise,
      autofocus: element.focus_on_load,
    },
    {
      take: (value) => {
        noteDraft(element, place, null);
        choose(element, place, value, control.show, value ? control.words(value) : "Choice");
      },
      puzzled: (draft) => noteDraft(element, place, draft),
      // Only in an input may there be nothing.
      mayBeEmpty: place.isLabelled,
    },
  );
  const draft = place.surface.form.draft(place.blockId, element.action_id);
  control.show(current(element, place), draft?.text);
  return control.element;
}

/** Both halves stand as they were entered; the value is there once both are. */
function drawMoment(element, place) {
  const { id, "aria-describedby": describedBy, "aria-required": required } = naming(element, place);
  const value = current(element, place);
  const [day, time] = value ? wallClock(value).split("T") : [null, null];
  const draft = place.surface.form.draft(place.blockId, element.action_id);
  const halves = { day, time, ...draft?.halves };
  const puzzles = { ...draft?.puzzles };

  const keep = () => {
    const [puzzle] = Object.values(puzzles).filter(Boolean);
    const isHalf = Boolean(halves.day) !== Boolean(halves.time);
    const problem = puzzle?.problem ?? (halves.day ? "Please choose a time too." : "Please choose a date too.");
    const isUnsettled = Boolean(puzzle) || isHalf;
    const kept = isUnsettled ? { halves: { ...halves }, puzzles: { ...puzzles }, problem } : null;
    noteDraft(element, place, kept, { isQuiet: !puzzle });
    return isUnsettled;
  };
  const taken = () => {
    if (keep()) return put(element, place, null);
    const moment = halves.day ? momentOf(`${halves.day}T${halves.time}`) : null;
    return choose(element, place, moment, show, moment ? "Date and time" : "Choice");
  };
  const show = (moment) => {
    [halves.day, halves.time] = moment ? wallClock(moment).split("T") : [null, null];
    days.show(halves.day);
    times.show(halves.time);
  };
  const half = (name) => ({
    take: (entered) => {
      halves[name] = entered;
      puzzles[name] = null;
      taken();
    },
    puzzled: (puzzle) => {
      puzzles[name] = puzzle;
      keep();
    },
    mayBeEmpty: place.isLabelled,
  });
  const shared = { "aria-describedby": describedBy, "aria-required": required };
  const days = dayField(
    { id, "aria-label": "Date", placeholder: "Select a date", autofocus: element.focus_on_load, ...shared },
    half("day"),
  );
  const times = timeField(
    { id: `${id}-time`, "aria-label": "Time", placeholder: "Select a time", ...shared },
    half("time"),
  );
  days.show(halves.day, puzzles.day?.text);
  times.show(halves.time, puzzles.time?.text);
  return h(
    "div",
    {
      class: "with-zone",
      role: "group",
      "aria-labelledby": place.labelledBy ?? place.labelId,
      "aria-label": place.labelledBy || place.labelId ? null : "Date and time",
    },
    days.element,
    times.element,
    h("span", { class: "quiet" }, zoneName(zone())),
  );
}

/** `take(day | null)`; `puzzled({text, problem} | null)` hears of what was typed and is no day. */
function dayField(names, { take, puzzled, mayBeEmpty }) {
  let value = null;
  const show = (now, typed) => {
    value = now;
    input.value = typed ?? (now ? dayWords(now) : "");
  };
  const choice = (day) => {
    const isOther = day !== value;
    show(day);
    if (isOther) take(day);
  };
  const calendar = new Calendar({
    label: "Calendar",
    take: (day) => {
      input.focus();
      choice(day);
      input.select();
    },
    left: () => input.focus(),
  });
  const input = h("input", {
    type: "text",
    role: "combobox",
    class: "field day-field",
    autocomplete: "off",
    "aria-haspopup": "dialog",
    "aria-expanded": "false",
    ...names,
  });
  const open = () => calendar.open(input, readDay(input.value) ?? value);
  const left = () => {
    const typed = input.value.trim();
    const day = readDay(typed) ?? (value && typed === dayWords(value) ? value : null);
    if (day) choice(day);
    else if (typed && mayBeEmpty) puzzled({ text: typed, problem: NO_DAY });
    else if (!typed && mayBeEmpty) choice(null);
    else show(value);
  };
  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", open);
  // A day typed in full counts at once, so that what waits for it need not wait for the field to be left.
  input.addEventListener("input", () => {
    calendar.close();
    puzzled(null);
    const day = /^\d{4}-/.test(input.value) && readDay(input.value);
    if (day && day !== value) {
      value = day;
      take(day);
    }
  });
  input.addEventListener("blur", (event) => {
    if (!calendar.element.contains(event.relatedTarget)) {
      calendar.close();
      left();
    }
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      open();
      calendar.focus();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (calendar.isOpen) calendar.close();
      left();
    } else if (event.key === "Escape" && calendar.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      calendar.close();
    }
  });
  calendar.element.addEventListener("toggle", (event) =>
    input.setAttribute("aria-expanded", String(event.newState === "open")),
  );
  return { element: h("div", { class: "picker" }, input, calendar.element), show, words: dayWords };
}

function timeField(names, { take, puzzled, mayBeEmpty }) {
  let value = null;
  const choice = (time) => {
    puzzled(null);
    const isOther = time !== value;
    show(time);
    if (isOther) take(time);
  };
  const offer = (time) => ({ key: time, label: clockWords(time), value: time });
  const find = (text) => {
    const typed = readTimes(text);
    const near = HALF_HOURS.filter(
      (time) => !typed.includes(time) && clockWords(time).toLowerCase().startsWith(text.toLowerCase()),
    );
    return { groups: [{ offers: [...typed, ...near].map(offer) }] };
  };
  let typed = null;
  const box = new Combobox(names, {
    find,
    shown: () => typed ?? (value ? clockWords(value) : ""),
    isTaken: (each) => each.key === value,
    take: (each) => choice(each.value),
    drop: () => mayBeEmpty && choice(null),
    leave: (text) => {
      const [time] = readTimes(text);
      if (time) choice(time);
      else if (mayBeEmpty && text !== (value && clockWords(value))) {
        typed = text;
        puzzled({ text, problem: NO_TIME });
      }
    },
  });
  const show = (now, text = null) => {
    value = now;
    typed = text;
    box.rest();
  };
  box.input.classList.add("field", "combobox", "time-field");
  return { element: h("div", { class: "picker" }, box.input, box.list.element), show, words: clockWords };
}

/** Keep what is no value yet, and say so; quietly where the person has only begun. */
function noteDraft(element, place, draft, { isQuiet = false } = {}) {
  place.surface.form.keepDraft(place.blockId, element.action_id, draft);
  if (draft && !isQuiet) place.surface.complainAbout(place.blockId, draft.problem);
  else place.surface.settle(place.blockId);
}

function withZone(control, tz) {
  return tz ? h("div", { class: "with-zone" }, control, h("span", { class: "quiet" }, zoneName(tz))) : control;
}

function zoneName(tz) {
  return tz.replaceAll("_", " ");
}
