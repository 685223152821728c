// Where a popup stands: under what it belongs to, above it where there is no room below, and inside the window.

const GAP = 4;
const EDGE = 8;

/** Keep it there while it fills, things scroll and sizes change. Returns how to stop. */
export function hangOn(popup, anchor) {
  const follow = () => place(popup, anchor);
  const sizes = new ResizeObserver(follow);
  sizes.observe(popup);
  addEventListener("scroll", follow, true);
  addEventListener("resize", follow);
  follow();
  return () => {
    sizes.disconnect();
    removeEventListener("scroll", follow, true);
    removeEventListener("resize", follow);
  };
}

function place(popup, anchor) {
  if (anchor.getClientRects().length === 0) return; // hidden meanwhile: it stays where it was
  const field = anchor.getBoundingClientRect();
  const { width, height } = popup.getBoundingClientRect();
  const isTight = field.bottom + GAP + height + EDGE > innerHeight && field.top > innerHeight - field.bottom;
  const top = isTight ? field.top - height - GAP : field.bottom + GAP;
  popup.style.left = `${within(field.left, innerWidth - width)}px`;
  popup.style.top = `${within(top, innerHeight - height)}px`;
}

function within(wanted, room) {
  return Math.max(EDGE, Math.min(wanted, room - EDGE));
}
