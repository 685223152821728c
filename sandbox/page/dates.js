// Moments in the persona's time zone: clock times, day lines and Slack's date tokens.
import { h } from "/page/dom.js";
import { state, zone } from "/page/state.js";

const DAY = 86_400_000;
const HALF_A_YEAR = 182 * DAY;

// Where clocks have twelve hours. Slack asks each person; here the zone tells.
const TWELVE_HOURS = new Set(
  "Anchorage Boise Chicago Denver Detroit Edmonton Halifax Los_Angeles New_York Phoenix Toronto Vancouver Winnipeg"
    .split(" ")
    .map((city) => `America/${city}`),
);

/** "12", "24", or nothing: as usual in the zone. */
export function clockPreference() {
  return localStorage.getItem("clock") ?? "";
}

export function usesTwelveHours(tz = zone()) {
  return clockPreference() ? clockPreference() === "12" : TWELVE_HOURS.has(tz);
}

const formats = new Map();

/** Making a format is dear, using it is cheap. */
function formatOf(tz, options) {
  const key = JSON.stringify([tz, options]);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-US", { timeZone: tz, ...options }));
  return formats.get(key);
}

const PARTS = {
  hourCycle: "h23",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
};

function parts(ms, tz) {
  return Object.fromEntries(
    formatOf(tz, PARTS)
      .formatToParts(ms)
      .map((part) => [part.type, part.value]),
  );
}

function words(ms, tz, options) {
  return formatOf(tz, options).format(ms);
}

/** The workspace's time: the real one, and what it was moved ahead by. */
export function now() {
  return Date.now() + state.ahead * 1000;
}

function isoDay(ms, tz) {
  const { year, month, day } = parts(ms, tz);
  return `${year}-${month}-${day}`;
}

function ordinal(day) {
  const ends = { 1: "st", 2: "nd", 3: "rd" };
  return day % 100 >= 11 && day % 100 <= 13 ? `${day}th` : `${day}${ends[day % 10] ?? "th"}`;
}

function relativeDay(ms, tz) {
  const distance = Date.parse(isoDay(ms, tz)) - Date.parse(isoDay(now(), tz));
  return { 0: "today", [-DAY]: "yesterday", [DAY]: "tomorrow" }[distance];
}

function ago(ms) {
  const units = [
    ["day", DAY],
    ["hour", 3_600_000],
    ["minute", 60_000],
  ];
  const distance = ms - now();
  const [unit, size] = units.find(([, each]) => Math.abs(distance) >= each) ?? ["second", 1000];
  return new Intl.RelativeTimeFormat("en", { numeric: "always" }).format(Math.round(distance / size), unit);
}

/** The year goes without saying within half a year, as Slack has it. */
function year(ms, tz) {
  return Math.abs(ms - now()) < HALF_A_YEAR ? "" : `, ${parts(ms, tz).year}`;
}

const date = (ms, tz) => `${words(ms, tz, { month: "long" })} ${ordinal(Number(parts(ms, tz).day))}${year(ms, tz)}`;
const short = (ms, tz) => `${words(ms, tz, { month: "short", day: "numeric" })}${year(ms, tz)}`;
const long = (ms, tz) => `${words(ms, tz, { weekday: "long" })}, ${date(ms, tz)}`;

const TOKENS = {
  date_num: isoDay,
  date_slash: (ms, tz) => isoDay(ms, tz).split("-").reverse().join("/"),
  date,
  date_pretty: (ms, tz) => relativeDay(ms, tz) ?? date(ms, tz),
  date_short: short,
  date_short_pretty: (ms, tz) => relativeDay(ms, tz) ?? short(ms, tz),
  date_long: long,
  date_long_pretty: (ms, tz) => relativeDay(ms, tz) ?? long(ms, tz),
  date_long_full: date,
  day_divider_pretty: (ms, tz) => relativeDay(ms, tz) ?? long(ms, tz),
  time: (ms, tz) => clock(ms, tz),
  time_secs: (ms, tz) => {
    const { hour, minute, second } = parts(ms, tz);
    return onClock(hour, `${minute}:${second}`, tz);
  },
  ago,
};

export function formatDate(unix, format, tz = zone()) {
  return format.replace(/\{(\w+)\}/g, (token, name) => TOKENS[name]?.(unix * 1000, tz) ?? token);
}

export function clock(ms, tz = zone()) {
  const { hour, minute } = parts(ms, tz);
  return onClock(hour, minute, tz);
}

/** 09:30 as the persona's clock has it. */
export function clockWords(time, tz = zone()) {
  const [hour, minute] = time.split(":");
  return onClock(hour, minute, tz);
}

/** 2026-03-04 as a field says it. */
export function dayWords(day) {
  return words(Date.parse(day), "UTC", { weekday: "short", month: "short", day: "numeric", year: "numeric" });
}

function onClock(hour, rest, tz) {
  if (!usesTwelveHours(tz)) return `${hour}:${rest}`;
  return `${Number(hour) % 12 || 12}:${rest} ${Number(hour) < 12 ? "AM" : "PM"}`;
}

export function clockWithSeconds(ms, tz = zone()) {
  return TOKENS.time_secs(ms, tz);
}

export function dayOf(ms, tz = zone()) {
  return isoDay(ms, tz);
}

export function dayLine(ms, tz = zone()) {
  const name = TOKENS.day_divider_pretty(ms, tz);
  return name[0].toUpperCase() + name.slice(1);
}

export function fullTime(ms, tz = zone()) {
  return `${long(ms, tz)} at ${TOKENS.time_secs(ms, tz)} (${tz})`;
}

export function timeElement(unix, format) {
  return h(
    "time",
    {
      datetime: new Date(unix * 1000).toISOString(),
      title: fullTime(unix * 1000),
      data: { at: unix, format },
    },
    formatDate(unix, format),
  );
}

/** "5 minutes ago" and "today" grow old: say them anew. */
export function refreshTimes() {
  for (const element of document.querySelectorAll("time[data-format]")) {
    const text = formatDate(Number(element.dataset.at), element.dataset.format);
    if (element.textContent !== text) element.textContent = text;
  }
}

/** What a `datetime-local` field shows for a moment in the zone, and the moment for what it shows. */
export function wallClock(unix, tz = zone()) {
  const { hour, minute } = parts(unix * 1000, tz);
  return `${isoDay(unix * 1000, tz)}T${hour}:${minute}`;
}

export function momentOf(wall, tz = zone()) {
  const asUtc = Date.parse(`${wall}Z`);
  let moment = asUtc;
  for (let turn = 0; turn < 2; turn += 1) moment -= Date.parse(`${wallClock(moment / 1000, tz)}Z`) - asUtc;
  return moment / 1000;
}
