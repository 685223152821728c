// Where a popup stands: under what it belongs to, above it where there is no room below, and inside the window.

const GAP = 4;
const EDGE = 8;

export function hang(popup, anchor) {
  const place = anchor.getBoundingClientRect();
  const { width, height } = popup.getBoundingClientRect();
  const isTight = place.bottom + height + EDGE > innerHeight && place.top > innerHeight - place.bottom;
  const left = Math.max(EDGE, Math.min(place.left, innerWidth - width - EDGE));
  const top = isTight ? Math.max(EDGE, place.top - height - GAP) : place.bottom + GAP;
  popup.style.left = `${left}px`;
  popup.style.top = `${top}px`;
}

/** Keep it there while things scroll and sizes change. Returns how to stop. */
export function hangOn(popup, anchor) {
  const place = () => hang(popup, anchor);
  addEventListener("scroll", place, true);
  addEventListener("resize", place);
  place();
  return () => {
    removeEventListener("scroll", place, true);
    removeEventListener("resize", place);
  };
}
