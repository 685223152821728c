// One channel or thread as far as it is known here: a run of messages without gaps, and the part of it that is drawn.
import { ask } from "/page/api.js";
import { keyOf, tell } from "/page/state.js";

/** How many messages are asked for at once, and how many stand in the page at most. */
const PAGE = 60;
const MOST_DRAWN = 180;

export class History {
  constructor(channelId, threadTs = null) {
    this.query = { channel: channelId, thread_ts: threadTs };
    this.messages = new Map();
    this.hasEarlier = false;
    this.hasLater = false;
    this.isLoaded = false;
    this.isLoading = false;
    this.problem = null;
    // What is drawn, by time stamps; null is the beginning of the run, or its end whatever comes.
    this.from = null;
    this.to = null;
    // Where the unread began when it was opened, where its reader was, what is to be shown to them next, and what came since.
    this.newFrom = null;
    this.place = null;
    this.revealed = null;
    this.unseen = 0;
    this.sorted = null;
    this.heard = [];
  }

  /** The messages of the run, oldest first. */
  get run() {
    this.sorted ??= [...this.messages.values()].sort((one, other) => Number(one.ts) - Number(other.ts));
    return this.sorted;
  }

  /** What is drawn, and the message just before it. */
  drawn() {
    const [start, end] = this.span();
    return { before: this.run[start - 1], messages: this.run.slice(start, end) };
  }

  get hasAbove() {
    return this.hasEarlier || this.span()[0] > 0;
  }

  get hasBelow() {
    return this.hasLater || this.span()[1] < this.run.length;
  }

  // What is heard of while it is open

  put(message) {
    if (this.isLoading) this.heard.push({ message });
    if (Number(message.ts) > Number(this.run.at(-1)?.ts)) this.unseen += 1;
    this.keep(message);
    tell("messages");
  }

  drop(key) {
    if (this.isLoading) this.heard.push({ key });
    this.forget(key);
    tell("messages");
  }

  // Where to look

  open() {
    return this.isLoaded || this.isLoading ? null : this.newest();
  }

  /** The end of the conversation. */
  async newest() {
    if (this.hasLater || !this.isLoaded) await this.replace({});
    this.to = null;
    this.from = this.run.at(-PAGE)?.ts ?? null;
    tell("messages");
  }

  /** Its beginning. */
  async oldest() {
    if (this.hasEarlier) await this.replace({ after: "0" });
    this.from = null;
    this.to = this.run[PAGE]?.ts ?? null;
    tell("messages");
  }

  /** A message in the middle, with what stands around it. */
  async around(ts) {
    const at = Number(ts);
    const isInside =
      this.run.length > 0 && at >= Number(this.run[0].ts) && (!this.hasLater || at <= Number(this.run.at(-1).ts));
    if (!isInside) await this.replace({ around: ts });
    const middle = this.indexOf(ts);
    this.from = this.run[Math.max(0, middle - PAGE / 2)]?.ts ?? null;
    this.to = null;
    this.keepAtMost(PAGE, "start");
    tell("messages");
  }

  /** Read on upwards: from what is known already, else from the sandbox. */
  async up() {
    if (this.span()[0] === 0) {
      if (!this.hasEarlier || this.isLoading) return;
      await this.extend({ before: this.run[0]?.ts });
    }
    this.from = this.run[Math.max(0, this.span()[0] - PAGE)]?.ts ?? null;
    this.keepAtMost(MOST_DRAWN, "start");
    tell("messages");
  }

  async down() {
    if (this.span()[1] >= this.run.length) {
      if (!this.hasLater || this.isLoading) return;
      await this.extend({ after: this.run.at(-1)?.ts });
    }
    const end = this.span()[1] + PAGE;
    this.to = end >= this.run.length && !this.hasLater ? null : this.run[Math.min(end, this.run.length) - 1].ts;
    this.keepAtMost(MOST_DRAWN, "end");
    tell("messages");
  }

  /** What grew at the end of an open window must not grow forever: keep the part that is being read. */
  settle(isAtEnd) {
    this.keepAtMost(MOST_DRAWN, isAtEnd ? "end" : "start");
  }

  keepAtMost(most, side) {
    const [start, end] = this.span();
    if (end - start <= most) return;
    if (side === "end") this.from = this.run[end - most].ts;
    else this.to = this.run[start + most - 1].ts;
  }

  span() {
    const start = this.from === null ? 0 : this.indexOf(this.from);
    const end = this.to === null ? this.run.length : this.indexOf(this.to, true);
    return [start, Math.max(start, end)];
  }

  /** Where a stamp stands in the run, or would stand; `isAfter`: behind those of the same stamp. */
  indexOf(ts, isAfter = false) {
    let [low, high] = [0, this.run.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const distance = Number(this.run[middle].ts) - Number(ts);
      if (distance < 0 || (isAfter && distance === 0)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // Loading

  async extend(where) {
    const answer = await this.load(where);
    if (!answer) return;
    for (const message of answer.messages) {
      if (!this.messages.has(keyOf(message))) this.messages.set(keyOf(message), message);
    }
    this.sorted = null;
    if (where.before) this.hasEarlier = answer.has_more;
    else this.hasLater = answer.has_newer;
  }

  async replace(where) {
    const answer = await this.load(where);
    if (!answer) return;
    this.messages = new Map(answer.messages.map((message) => [keyOf(message), message]));
    this.sorted = null;
    this.hasEarlier = answer.has_more;
    this.hasLater = Boolean(answer.has_newer);
    for (const { message, key } of this.heard) message ? this.keep(message) : this.forget(key);
    this.isLoaded = true;
  }

  /** Answers nothing when it could not be had; `problem` then says why. */
  async load(where) {
    this.isLoading = true;
    this.problem = null;
    this.heard = [];
    tell("messages");
    try {
      return await ask("messages", { ...this.query, ...where, limit: PAGE });
    } catch (problem) {
      this.problem = problem;
      return null;
    } finally {
      this.isLoading = false;
      tell("messages");
    }
  }

  /** Only what belongs to the run: what comes after a gap is asked for when someone goes there. */
  keep(message) {
    if (!this.messages.has(keyOf(message)) && this.isLoaded) {
      const at = Number(message.ts);
      if (this.hasLater && !(at <= Number(this.run.at(-1)?.ts))) return;
      if (this.hasEarlier && at < Number(this.run[0]?.ts)) return;
    }
    this.messages.set(keyOf(message), message);
    this.sorted = null;
  }

  forget(key) {
    this.messages.delete(key);
    this.sorted = null;
  }
}
