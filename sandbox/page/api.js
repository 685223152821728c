// The calls to the sandbox server and the live line from it.
import { state } from "/page/state.js";

const token = document.querySelector('meta[name="sandbox-token"]').content;
const since = performance.timeOrigin / 1000; // a page that was loaded anew has lost its private notes, as in Slack

export class Refused extends Error {
  constructor(code, status) {
    super(code);
    this.code = code;
    this.status = status;
  }
}

export async function ask(what, query = {}) {
  const url = new URL(`/sandbox/${what}`, location.origin);
  for (const [name, value] of Object.entries({ as: state.me?.id, since, ...query })) {
    if (value !== undefined && value !== null) url.searchParams.set(name, value);
  }
  return answerOf(await fetch(url, { headers: { "X-Sandbox-Token": token } }));
}

export async function send(what, body) {
  return answerOf(
    await fetch(`/sandbox/${what}`, {
      method: "POST",
      headers: { "X-Sandbox-Token": token, "Content-Type": "application/json" },
      body: JSON.stringify({ as: state.me.id, ...body }),
    }),
  );
}

/** Where the page reads one of the sandbox's own files. Only the path of its address counts: the port may be another today. */
export function ownFile(address) {
  if (!URL.canParse(address)) return null;
  return `${new URL(address).pathname}?token=${encodeURIComponent(token)}`;
}

/** Bring a file into the sandbox. Answers Slack's object of it. */
export async function upload(file) {
  const url = new URL("/sandbox/upload", location.origin);
  url.searchParams.set("as", state.me.id);
  url.searchParams.set("name", file.name);
  const answer = await answerOf(
    await fetch(url, { method: "POST", headers: { "X-Sandbox-Token": token }, body: file }),
  );
  return answer.file;
}

/** Send what the bot has to acknowledge. Always answers a delivery: what could not be sent is a failed one. */
export async function deliver(what, body) {
  try {
    return await send(what, body);
  } catch (problem) {
    const error = problem instanceof Refused ? problem.code : "sandbox_not_reachable";
    return { ok: false, delivery: { state: "failed", error, ms: null } };
  }
}

async function answerOf(response) {
  const answer = await response.json().catch(() => ({ ok: false, error: `http_${response.status}` }));
  if (!answer.ok) throw new Refused(answer.error ?? "unknown_error", response.status);
  return answer;
}

/** Keep one live line open for the persona until the returned function is called. */
export function listen({ hear, opened, lost }) {
  let socket = null;
  let wait = 500;
  let timer = null;
  let isOver = false;
  const connect = () => {
    const url = new URL("/sandbox/live", location.origin);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    url.searchParams.set("as", state.me.id);
    url.searchParams.set("token", token);
    url.searchParams.set("since", since);
    socket = new WebSocket(url);
    socket.addEventListener("open", () => {
      wait = 500;
      opened();
    });
    socket.addEventListener("message", (event) => isOver || hear(JSON.parse(event.data)));
    socket.addEventListener("close", () => {
      if (isOver) return;
      lost();
      timer = setTimeout(connect, wait);
      wait = Math.min(wait * 1.6, 5000);
    });
  };
  connect();
  return () => {
    isOver = true;
    clearTimeout(timer);
    socket.close();
  };
}
