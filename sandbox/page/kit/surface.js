// What the blocks of one message or view share: their values, what is wrong with them, and where a press on them goes.
import { deliver } from "/page/api.js";
import { timed } from "/page/talk/chips.js";
import { confirmWith } from "/page/confirm.js";
import { Form } from "/page/kit/form.js";

export class Surface {
  #errors = {};
  #complainers = new Map();

  /** `scope` names the surface in the page, `where` is what the server calls it. */
  constructor(scope, where) {
    this.scope = scope;
    this.where = where;
    this.form = new Form();
  }

  get isMessage() {
    return !("view_id" in this.where);
  }

  fieldId(blockId, actionId) {
    return `field-${encodeURIComponent(`${this.scope} ${blockId} ${actionId}`)}`;
  }

  /** A field says what is wrong with it through `show(text | null)`. */
  onComplaint(blockId, show) {
    this.#complainers.set(blockId, show);
    show(this.#errors[blockId] ?? null);
  }

  /** What is wrong, by block id; every other field is well. */
  complain(errors) {
    this.#errors = { ...errors };
    for (const [blockId, show] of this.#complainers) show(this.#errors[blockId] ?? null);
  }

  complainAbout(blockId, text) {
    this.#errors[blockId] = text;
    this.#complainers.get(blockId)?.(text);
  }

  /** The field was changed: what was wrong with it may be wrong no more. */
  settle(blockId) {
    if (this.#errors[blockId]) this.complainAbout(blockId, null);
  }

  /** Complaints about blocks that cannot say so themselves. */
  get homelessErrors() {
    return Object.entries(this.#errors).filter(([blockId, text]) => text && !this.#complainers.has(blockId));
  }

  /** Press an element, once the person is sure. Answers whether it was pressed. */
  async press(blockId, element, value = null, what = "Choice") {
    if (!(await confirmWith(element))) return false;
    const body = { in: this.where, block_id: blockId, action_id: element.action_id, value, state: this.form.values() };
    await timed(this.scope, what, deliver("press", body));
    return true;
  }
}
