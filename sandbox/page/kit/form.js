// The values of one surface's fields (a view's, a message's), in the shape Slack calls `state.values`.
import { conversationsFor, optionsOf } from "/page/kit/offers.js";
import { state } from "/page/state.js";

// element type -> [the name its value stands under, the name of its initial value, what it is when empty]
const FIELDS = {
  plain_text_input: ["value", "initial_value", null],
  email_text_input: ["value", "initial_value", null],
  url_text_input: ["value", "initial_value", null],
  number_input: ["value", "initial_value", null],
  rich_text_input: ["rich_text_value", "initial_value", null],
  static_select: ["selected_option", "initial_option", null],
  external_select: ["selected_option", "initial_option", null],
  users_select: ["selected_user", "initial_user", null],
  conversations_select: ["selected_conversation", "initial_conversation", null],
  channels_select: ["selected_channel", "initial_channel", null],
  multi_static_select: ["selected_options", "initial_options", []],
  multi_external_select: ["selected_options", "initial_options", []],
  multi_users_select: ["selected_users", "initial_users", []],
  multi_conversations_select: ["selected_conversations", "initial_conversations", []],
  multi_channels_select: ["selected_channels", "initial_channels", []],
  datepicker: ["selected_date", "initial_date", null],
  timepicker: ["selected_time", "initial_time", null],
  datetimepicker: ["selected_date_time", "initial_date_time", null],
  checkboxes: ["selected_options", "initial_options", []],
  radio_buttons: ["selected_option", "initial_option", null],
  file_input: ["files", "initial_files", []],
};

const FIXED_OPTIONS = new Set(["static_select", "multi_static_select", "checkboxes", "radio_buttons"]);

export class Form {
  #values = {};
  #initial = {};
  #drafts = new Map();

  /** Make the fields those of `blocks`: a field that was there keeps its value, others begin with their initial one. */
  adopt(blocks) {
    const values = {};
    const initials = {};
    for (const { block, element } of fieldsOf(blocks)) {
      const [blockId, actionId] = [block.block_id, element.action_id];
      const kept = this.#values[blockId]?.[actionId];
      const isKept = kept?.type === element.type && isOffered(element, kept);
      const first = isKept ? this.#initial[blockId][actionId] : initial(element);
      values[blockId] = { ...values[blockId], [actionId]: isKept ? kept : first };
      initials[blockId] = { ...initials[blockId], [actionId]: first };
      if (!isKept) this.#drafts.delete(draftKey(blockId, actionId));
    }
    this.#values = values;
    this.#initial = initials;
  }

  get(blockId, actionId) {
    return this.#values[blockId]?.[actionId];
  }

  set(blockId, actionId, value) {
    this.#values[blockId][actionId] = value;
  }

  values() {
    return this.#values;
  }

  /** What stands in a field and is no value yet, kept for when the field is drawn again: {…, problem}. */
  draft(blockId, actionId) {
    return this.#drafts.get(draftKey(blockId, actionId));
  }

  keepDraft(blockId, actionId, draft) {
    if (draft) this.#drafts.set(draftKey(blockId, actionId), draft);
    else this.#drafts.delete(draftKey(blockId, actionId));
  }

  /** Whether the person entered anything that is not there by itself. */
  get isTouched() {
    return this.#drafts.size > 0 || JSON.stringify(this.#values) !== JSON.stringify(this.#initial);
  }
}

/** Every element of the blocks that carries a value. */
export function fieldsOf(blocks = []) {
  return blocks.flatMap((block) => {
    const rows = block.type === "actions" ? block.elements : [];
    const fields = [block.element, block.accessory, ...rows].filter((element) => element?.type in FIELDS);
    return [...fields.map((element) => ({ block, element })), ...fieldsOf(block.child_blocks)];
  });
}

export function valueOf(element, value) {
  return { type: element.type, ...zoneOf(element), [FIELDS[element.type][0]]: value };
}

/** The value itself, without the name it stands under. */
export function innerValue(value) {
  return value[FIELDS[value.type][0]];
}

export function isBlank(value) {
  const inner = innerValue(value);
  return inner === null || inner === "" || inner.length === 0;
}

function draftKey(blockId, actionId) {
  return JSON.stringify([blockId, actionId]);
}

function initial(element) {
  const [, initialName, empty] = FIELDS[element.type];
  return valueOf(element, here(element) ?? element[initialName] ?? empty);
}

/** The conversation one looks at, for a select that begins with it and may offer it. One that is named goes before it. */
function here(element) {
  if (!element.default_to_current_conversation || element.initial_conversation) return undefined;
  const id = conversationsFor(element).find((each) => each.id === state.channelId)?.id;
  return id && element.type.startsWith("multi_") ? [id] : id;
}

function zoneOf(element) {
  return element.type === "timepicker" && element.timezone ? { timezone: element.timezone } : {};
}

function isOffered(element, value) {
  if (!FIXED_OPTIONS.has(element.type)) return true;
  const offered = new Set(optionsOf(element).map((option) => option.value));
  return [innerValue(value)].flat().every((option) => !option || offered.has(option.value));
}
