// What the client itself refuses, as Slack's does, before anything is sent.
import { fieldsOf, isBlank } from "/page/kit/form.js";

const REQUIRED = "Please complete this required field.";

/** Sentences by block id. */
export function complaints(blocks, form) {
  const found = fieldsOf(blocks)
    .filter(({ block }) => block.type === "input")
    .map(({ block, element }) => [block.block_id, complaintAbout(block, element, form)]);
  return Object.fromEntries(found.filter(([, text]) => text));
}

function complaintAbout(block, element, form) {
  const draft = form.draft(block.block_id, element.action_id);
  if (draft) return draft.problem;
  const value = form.get(block.block_id, element.action_id);
  if (isBlank(value)) return block.optional ? null : REQUIRED;
  return complaint(element, value);
}

/** What is wrong with what was entered, or null. */
export function complaint(element, value) {
  return isBlank(value) ? null : (CHECKS[element.type]?.(element, value.value) ?? null);
}

const CHECKS = {
  plain_text_input: lengthComplaint,
  number_input: numberComplaint,
  email_text_input: (_, typed) =>
    /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(typed) ? null : "Please enter an email address, like ann@example.com.",
  url_text_input: (_, typed) =>
    /^https?:\/\/\S+$/.test(typed) && URL.canParse(typed) ? null : "Please enter a link, beginning with http.",
};

function lengthComplaint(element, typed) {
  const count = [...typed].length;
  if (count < (element.min_length ?? 0)) return `Please write at least ${element.min_length} characters.`;
  const most = element.max_length ?? 3000;
  return count > most ? `Please write at most ${most} characters.` : null;
}

function numberComplaint(element, typed) {
  const form = element.is_decimal_allowed ? /^-?\d+(?:\.\d+)?$/ : /^-?\d+$/;
  if (!form.test(typed)) return element.is_decimal_allowed ? "Please enter a number." : "Please enter a whole number.";
  if (element.min_value !== undefined && Number(typed) < Number(element.min_value))
    return `Please enter ${element.min_value} or more.`;
  if (element.max_value !== undefined && Number(typed) > Number(element.max_value))
    return `Please enter ${element.max_value} or less.`;
  return null;
}
