// The faults by the names people have for them, and the names of what they take. What is not named here is called as the
// sandbox calls it, so that a new kind is never missing.

export const GROUPS = [
  ["Calls of the bot", ["limit", "fail", "refuse", "hang", "cut", "no_charts"]],
  ["Network", ["slow", "drop", "disconnect"]],
  ["Deliveries to the bot", ["repeat", "repeat_last", "hold", "delay", "lose_ack", "expire_trigger"]],
  ["The app", ["revoke_token", "uninstall"]],
  ["The workspace", ["delete_message", "archive", "deactivate"]],
];

const TITLES = {
  limit: "Too many calls (429)",
  fail: "The server fails (500)",
  refuse: "Calls are refused",
  hang: "Calls hang",
  cut: "Done, but never answered",
  no_charts: "Charts are refused",
  slow: "Everything is slow",
  drop: "Connections are cut",
  disconnect: "Connections are asked to go",
  repeat: "The next one comes twice",
  repeat_last: "The last one comes again",
  hold: "Events are held back",
  delay: "Events come late",
  lose_ack: "Acknowledgements are lost",
  expire_trigger: "The trigger has expired",
  revoke_token: "The token is revoked",
  uninstall: "The app is uninstalled",
  delete_message: "A message is deleted",
  archive: "A channel is archived",
  deactivate: "Someone leaves",
  clock: "The clock is moved",
};

const LABELS = {
  method: "Which calls",
  channel: "Channel",
  times: "How many times",
  seconds: "For so many seconds",
  retry_after: "Retry-After, in seconds",
  status: "HTTP status",
  error: "Error",
  ms: "Milliseconds more",
  reason: "Reason",
  copies: "How many copies",
  by: "Seconds late",
  ts: "Message",
  person: "Who",
  advance: "Seconds ahead",
};

const HINTS = {
  times: "Empty: until it is ended.",
  seconds: "Empty: as often as said above.",
};

export function titleOf(kind) {
  return TITLES[kind] ?? capital(kind);
}

export function labelOf(name) {
  return LABELS[name] ?? capital(name);
}

export function hintOf(name, names) {
  return name === "seconds" && !names.includes("times") ? "Empty: until it is ended." : HINTS[name];
}

function capital(name) {
  const words = name.replaceAll("_", " ");
  return words[0].toUpperCase() + words.slice(1);
}
