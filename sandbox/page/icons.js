// Our own line drawings, 20 by 20.

const PATHS = {
  hash: "M8 3 6 17M14 3l-2 14M3.5 7.5h14M2.5 12.5h14",
  lock: "M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  more: "M4.5 10h.01M10 10h.01M15.5 10h.01",
  reply: "M8 5 3.5 9.5 8 14M4 9.5h7a5.5 5.5 0 0 1 5.5 5.5v1",
  eye: "M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5zM10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  bolt: "M11 2.5 4.5 11.5H10L9 17.5l6.5-9H10z",
  send: "M3.5 16.5 17 10 3.5 3.5 5.5 10zM5.5 10H11",
  close: "M5 5l10 10M15 5 5 15",
  menu: "M3 5.5h14M3 10h14M3 14.5h14",
  pulse: "M2.5 10.5h3.5l2-6 4 11 2-5h3.5",
  check: "M4.5 10.5l3.5 3.5 7.5-8",
  chevron: "M6 8l4 4 4-4",
  plus: "M10 4v12M4 10h12",
  image: "M3 4.5h14v11H3zM3 13l4-4 4 4 2.5-2.5L17 14M13 8h.01",
  info: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 9.5V13M10 6.8h.01",
  warning: "M10 3.5 17.5 16.5h-15zM10 8.5v3.5M10 14.2h.01",
  trash: "M4.5 6h11M8 6V4h4v2M6 6l.7 10h6.6L14 6M8.7 9v4.5M11.3 9v4.5",
  dot: "M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  ring: "M10 16.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13z",
  half: "M10 16.5a6.5 6.5 0 1 0 0-13M10 3.5a6.5 6.5 0 0 0-4.6 1.9",
  "up-thumb":
    "M3.5 9h2.7v7.5H3.5zM6.2 9.3 9.4 3c1.4 0 2.1.9 1.9 2.2L10.8 8h4.6c.9 0 1.5.8 1.3 1.7l-1.2 5.5c-.2.8-.8 1.3-1.6 1.3H6.2",
  "down-thumb":
    "M3.5 11h2.7V3.5H3.5zM6.2 10.7 9.4 17c1.4 0 2.1-.9 1.9-2.2l-.5-2.8h4.6c.9 0 1.5-.8 1.3-1.7l-1.2-5.5c-.2-.8-.8-1.3-1.6-1.3H6.2",
  video: "M3 5h10v10H3zM13 9l4-2.5v7L13 11",
  file: "M5 2.5h6.5L15 6v11.5H5zM11.5 2.5V6H15",
  call: "M5 3.5l2.5-.5 1.3 3.4-1.6 1.3c.8 1.7 2 2.9 3.8 3.8l1.4-1.6 3.4 1.3-.6 2.6c-.2.9-1 1.4-1.9 1.3C8 14.6 4.9 11.5 3.9 6.2 3.7 5.2 4 3.9 5 3.5z",
  bold: "M6 4h4.7a3 3 0 0 1 0 6H6zM6 10h5.3a3.2 3.2 0 0 1 0 6.2H6z",
  italic: "M12.5 4H8.5M11.5 16h-4M11 4 9 16",
  strike:
    "M4 10h12M13.5 6.5C13 4.8 11.7 4 10 4 8 4 6.6 5 6.6 6.7c0 1 .5 1.8 1.4 2.3M6.3 13.3C6.7 15 8 16 10 16c2.1 0 3.5-1.1 3.5-2.8 0-.5-.1-.9-.3-1.2",
  code: "M7 6 3 10l4 4M13 6l4 4-4 4",
  link: "M8.5 11.5a3 3 0 0 0 4.3 0l2.4-2.4a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-2.4 2.4a3 3 0 0 0 4.3 4.3l1-1",
  bullets: "M8 5h9M8 10h9M8 15h9M4 5h.01M4 10h.01M4 15h.01",
  numbers: "M9 5h8M9 10h8M9 15h8M3.5 4l1-.5V7M3.3 12.5c.2-1 2-.9 2 .2 0 .8-1.9 1.3-2 2.5h2.1",
  quote: "M4 4v12M8 6h9M8 10h9M8 14h6",
  "code-block": "M3 4h14v12H3zM8.5 8 6.5 10l2 2M11.5 8l2 2-2 2",
  table: "M3 4.5h14v11H3zM3 8.2h14M3 11.9h14M8 4.5v11",
  chart: "M3.5 3.5v13h13M7 13.5V9.5M10.5 13.5V6M14 13.5v-2.5",
  down: "M10 4v12M5 11l5 5 5-5",
  left: "M16 10H4M9 5l-5 5 5 5",
  right: "M4 10h12M11 5l5 5-5 5",
  pause: "M7 5v10M13 5v10",
  clear: "M4 6h12M8 6V4h4v2M6 6l.7 10h6.6L14 6",
  copy: "M7 7h9v9H7zM4 13V4h9",
  bell: "M4.5 14.5h11l-1.3-2V8.8a4.2 4.2 0 0 0-8.4 0v3.7zM8.3 16.8a1.8 1.8 0 0 0 3.4 0",
  search: "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13.2 13.2 17 17",
  pencil: "M4 16l.8-3.4L13.6 3.8l2.6 2.6-8.8 8.8z",
  smile: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM7.5 8.5h.01M12.5 8.5h.01M7 11.8a3.6 3.6 0 0 0 6 0",
  clip: "M14.5 9.5 9 15a3.3 3.3 0 0 1-4.7-4.7l6.2-6.2a2.2 2.2 0 0 1 3.1 3.1l-6 6a1.1 1.1 0 0 1-1.6-1.6l5.2-5.1",
  file: "M5.5 2.5h6l3.5 3.5v11.5h-9.5zM11.5 2.5V6H15",
  download: "M10 3.5v9M6 9l4 4 4-4M4 16.5h12",
  pin: "M7.5 3h5l-.7 5 2.7 2.5h-9L8.2 8zM10 10.5V17",
  bookmark: "M6 3h8v14l-4-3-4 3z",
  storm: "M6.5 12.5a3.4 3.4 0 0 1-.3-6.8 4.2 4.2 0 0 1 8.1 1A2.9 2.9 0 0 1 14 12.5M10.5 9.5l-2 3.5h3l-2 3.5",
  clock: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4.2l2.6 1.6",
  flag: "M5 17.5v-14M5 4h10l-2.5 3.5L15 11H5",
  keyboard: "M2.5 5.5h15v9h-15zM5.5 8.5h.01M8.5 8.5h.01M11.5 8.5h.01M14.5 8.5h.01M7 11.5h6",
  sliders: "M4 6h7M15 6h1M4 14h1M9 14h7M13 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM7 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  up: "M10 16V4M5 9l5-5 5 5",
};

const SPACE = "http://www.w3.org/2000/svg";

export function icon(name) {
  const drawing = document.createElementNS(SPACE, "svg");
  drawing.setAttribute("viewBox", "0 0 20 20");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("class", `icon icon-${name}`);
  const path = document.createElementNS(SPACE, "path");
  path.setAttribute("d", PATHS[name]);
  drawing.append(path);
  return drawing;
}
