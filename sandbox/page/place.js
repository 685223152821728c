// Where one is: as whom and in which channel. Kept in the address, so that a reload and several tabs work.
import { state } from "/page/state.js";

/** From the address (`/#as=…&in=…`, or a permalink `/archives/<channel>/p<ts>`), else from this tab's last visit. */
export function remembered() {
  const last = JSON.parse(sessionStorage.getItem("place") ?? "{}");
  const linked = permalinked(location);
  if (linked.in) return { as: last.as, ...linked };
  return location.hash ? Object.fromEntries(new URLSearchParams(location.hash.slice(1))) : last;
}

let written = null;

/** One can go back from where one went. Where the browser itself went, or was led to nothing, the address is only put right. */
export function remember() {
  const place = { as: state.me.id, in: state.channelId };
  if (state.threadTs) place.thread = state.threadTs;
  sessionStorage.setItem("place", JSON.stringify(place));
  const address = `/#${new URLSearchParams(place)}`;
  const before = location.pathname + location.hash;
  if (address !== before) history[before === written ? "pushState" : "replaceState"](null, "", address);
  written = address;
}

export function permalinked(address) {
  const found = /^\/archives\/(\w+)(?:\/p(\d{10})(\d{6}))?/.exec(address.pathname);
  if (!found) return {};
  const thread = new URLSearchParams(address.search).get("thread_ts");
  return { in: found[1], at: found[2] && `${found[2]}.${found[3]}`, ...(thread && { thread }) };
}

export function linkTo(channelId, message) {
  const link = new URL(`/archives/${channelId}/p${message.ts.replace(".", "")}`, location.origin);
  if (message.thread_ts && message.thread_ts !== message.ts) link.searchParams.set("thread_ts", message.thread_ts);
  return link.href;
}
