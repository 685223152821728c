// What the blocks of one message or view share: their values, and where a press on them goes.
import { deliver } from "/page/api.js";
import { timed } from "/page/talk/chips.js";
import { confirmWith } from "/page/confirm.js";
import { Form } from "/page/kit/form.js";

export class Surface {
  /** `scope` names the surface in the page, `where` is what the server calls it. */
  constructor(scope, where) {
    this.scope = scope;
    this.where = where;
    this.form = new Form();
    this.errors = {};
  }

  fieldId(blockId, actionId) {
    return `field-${encodeURIComponent(`${this.scope} ${blockId} ${actionId}`)}`;
  }

  /** Press an element, once the person is sure. Answers whether it was pressed. */
  async press(blockId, element, value = null, what = "Choice") {
    if (!(await confirmWith(element))) return false;
    const body = { in: this.where, block_id: blockId, action_id: element.action_id, value, state: this.form.values() };
    await timed(this.scope, what, deliver("press", body));
    return true;
  }
}
