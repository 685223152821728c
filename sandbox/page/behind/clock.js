// The workspace's own clock, and moving it ahead: to the next hour, to the next opening.
import { send } from "/page/api.js";
import { formatDate, momentOf, now, wallClock } from "/page/dates.js";
import { h } from "/page/dom.js";
import { on, state, tell, zone } from "/page/state.js";
import { attempt } from "/page/toast.js";

const OPENS = "09:00";
const DAY = 86_400;
const MOVES = [
  ["+15 min", () => 15 * 60],
  ["+1 hour", () => 3600],
  ["Next opening (09:00)", () => untilOpening((weekday) => weekday !== 0 && weekday !== 6)],
  ["Monday 09:00", () => untilOpening((weekday) => weekday === 1)],
];

export function clockPart() {
  const shown = h("p", { class: "big-clock" });
  const ahead = h("p", { class: "quiet", role: "status" });
  const draw = () => {
    shown.textContent = `${weekdayName()}, ${formatDate(now() / 1000, "{date_short} {time}")}`;
    ahead.textContent =
      state.ahead >= 1 ? `${span(state.ahead)} ahead of the real time, in ${zone()}` : `The real time, in ${zone()}`;
  };
  on("clock me", draw);
  setInterval(draw, 5000);
  draw();
  return h(
    "section",
    { class: "faults-clock", "aria-label": "Clock" },
    h("h3", {}, "The clock"),
    shown,
    ahead,
    h(
      "div",
      { class: "clock-moves" },
      MOVES.map(([words, seconds]) =>
        h("button", { type: "button", class: "button", on: { click: () => move(seconds()) } }, words),
      ),
    ),
    h("p", { class: "hint" }, "It only moves ahead. Whatever falls due meanwhile comes at once."),
  );
}

function move(seconds) {
  return attempt(
    send("clock", { advance: seconds }).then((answer) => {
      state.ahead = answer.ahead;
      tell("clock");
    }),
  );
}

function weekdayName() {
  return new Intl.DateTimeFormat("en-US", { timeZone: zone(), weekday: "short" }).format(now());
}

/** Seconds until the next opening on a day that fits, by the persona's clock. */
function untilOpening(fits) {
  const today = wallClock(now() / 1000).slice(0, 10);
  for (let days = 0; days < 9; days += 1) {
    const day = new Date(Date.parse(today) + days * DAY * 1000);
    const moment = momentOf(`${day.toISOString().slice(0, 10)}T${OPENS}`);
    if (fits(day.getUTCDay()) && moment > now() / 1000 + 1) return moment - now() / 1000;
  }
  return DAY;
}

export function span(seconds) {
  const units = [
    ["day", DAY],
    ["hour", 3600],
    ["minute", 60],
  ];
  const words = [];
  let left = Math.round(seconds);
  for (const [unit, size] of units) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) words.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
  }
  return words.slice(0, 2).join(" ") || `${Math.round(seconds)} seconds`;
}
