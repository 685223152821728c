// What people type for a day or a time, read as Slack's own forms of it: 2026-03-04 and 09:30.
import { dayOf, now, usesTwelveHours } from "/page/dates.js";

const DAY_MS = 86_400_000;
const ISO = /^\d{4}-\d{2}-\d{2}$/;
const NAMED = { yesterday: -1, today: 0, tomorrow: 1 };

/** The day as YYYY-MM-DD, or null for what is none. */
export function readDay(text) {
  const typed = text.trim().toLowerCase();
  if (typed in NAMED) return later(dayOf(now()), NAMED[typed]);
  if (ISO.test(typed)) return isDay(typed) ? typed : null;
  const numbers = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})$/.exec(typed);
  if (numbers) {
    const [first, second] = [numbers[1], numbers[3]];
    const [day, month] = numbers[2] === "/" && usesTwelveHours() ? [second, first] : [first, second];
    return readDay(`${numbers[4]}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
  }
  if (!/[a-z]{3}/.test(typed) || !/\d/.test(typed)) return null;
  const bare = typed.replace(/(\d)(?:st|nd|rd|th)\b/g, "$1").replace(/^[a-z]+day,?\s+/, "");
  const year = /\d{4}/.test(bare) ? "" : ` ${dayOf(now()).slice(0, 4)}`;
  const ms = Date.parse(`${bare}${year} UTC`);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString().slice(0, 10);
}

/** The times, as HH:mm, that what was typed may mean; the likeliest first. */
export function readTimes(text) {
  const typed = text.trim().toLowerCase();
  const found = /^(\d{1,2}?)(?:[:. ]?(\d{2}))?\s*(?:([ap])\.?m?\.?)?$/.exec(typed);
  if (!found) return [];
  const [, hourText, minute = "00", half] = found;
  const hour = Number(hourText);
  if (Number(minute) > 59) return [];
  if (half) return hour >= 1 && hour <= 12 ? [clockOf((hour % 12) + (half === "p" ? 12 : 0), minute)] : [];
  if (hour > 23) return [];
  const isEither = usesTwelveHours() && hour >= 1 && hour <= 12;
  if (!isEither) return [clockOf(hour, minute)];
  const halves = [clockOf(hour % 12, minute), clockOf((hour % 12) + 12, minute)];
  return hour >= 7 && hour < 12 ? halves : halves.reverse();
}

function clockOf(hour, minute) {
  return `${String(hour).padStart(2, "0")}:${minute}`;
}

export function later(day, days) {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The same day of another month; the last one where the month is shorter. */
export function laterMonth(day, months) {
  const [year, month, date] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

function isDay(day) {
  const ms = Date.parse(day);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}
