// A sentence that shows for a moment: what was done quietly, or why it was not.
import { Refused } from "/page/api.js";

const REASONS = {
  already_in_channel: "They are in this channel already.",
  cant_leave: "Nobody can leave this channel.",
  cant_archive: "This channel cannot be archived.",
  cant_update_message: "This message cannot be edited.",
  channel_not_found: "This channel is not there any more.",
  is_archived: "This channel is archived.",
  message_not_found: "This message is not there any more.",
  name_taken: "There is a channel of this name already.",
  not_in_channel: "Only members of this channel can do that.",
};

let timer = null;

export function say(sentence) {
  const place = document.getElementById("toast");
  place.textContent = sentence;
  clearTimeout(timer);
  timer = setTimeout(() => {
    place.textContent = "";
  }, 5000);
}

/** Wait for what was asked of the sandbox, and say so when it was refused. Answers whether it was done. */
export async function attempt(asked) {
  try {
    await asked;
    return true;
  } catch (problem) {
    if (problem instanceof Refused) say(REASONS[problem.code] ?? `The sandbox refused that (${problem.code}).`);
    else say("The sandbox is not reachable.");
    return false;
  }
}
