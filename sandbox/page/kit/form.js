// The values of one surface's fields (a view's, a message's), in the shape Slack calls `state.values`.

const EMPTY = {
  plain_text_input: { value: null },
  email_text_input: { value: null },
  url_text_input: { value: null },
  number_input: { value: null },
  static_select: { selected_option: null },
  external_select: { selected_option: null },
  multi_static_select: { selected_options: [] },
  users_select: { selected_user: null },
  multi_users_select: { selected_users: [] },
  conversations_select: { selected_conversation: null },
  multi_conversations_select: { selected_conversations: [] },
  channels_select: { selected_channel: null },
  multi_channels_select: { selected_channels: [] },
  datepicker: { selected_date: null },
  timepicker: { selected_time: null },
  datetimepicker: { selected_date_time: null },
  checkboxes: { selected_options: [] },
  radio_buttons: { selected_option: null },
};

export class Form {
  #values = {};

  /** Make the fields those of `blocks`: a field that was there keeps its value, others begin with their initial one. */
  adopt(blocks) {
    const values = {};
    for (const { block, element } of fieldsOf(blocks)) {
      const kept = this.#values[block.block_id]?.[element.action_id];
      values[block.block_id] ??= {};
      values[block.block_id][element.action_id] =
        kept?.type === element.type && isOffered(element, kept) ? kept : initial(element);
    }
    this.#values = values;
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
}

/** Every element of the blocks that carries a value. */
export function fieldsOf(blocks = []) {
  return blocks.flatMap((block) => {
    const elements = [block.element, block.accessory, ...(block.type === "actions" ? block.elements : [])];
    return elements.filter((element) => element?.type in EMPTY).map((element) => ({ block, element }));
  });
}

export function valueName(element) {
  return Object.keys(EMPTY[element.type])[0];
}

export function valueOf(element, value) {
  return { type: element.type, [valueName(element)]: value };
}

export function isBlank(value) {
  const inner = Object.entries(value).find(([name]) => name !== "type")[1];
  return inner === null || inner === "" || inner.length === 0;
}

export function optionsOf(element) {
  return element.options ?? element.option_groups?.flatMap((group) => group.options) ?? [];
}

function initial(element) {
  const name = valueName(element);
  return valueOf(element, element[name.replace(/^(?:selected_)?/, "initial_")] ?? EMPTY[element.type][name]);
}

function isOffered(element, { selected_option: one, selected_options: several }) {
  if (element.type === "external_select") return true;
  const offered = new Set(optionsOf(element).map((option) => option.value));
  return [one, ...(several ?? [])].every((option) => !option || offered.has(option.value));
}
