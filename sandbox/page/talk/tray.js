// Files that are to go with the next message: chosen, dropped or pasted, brought in at once, taken away again with a press.
import { Refused, upload } from "/page/api.js";
import { fill, h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { sizeWords } from "/page/talk/files.js";

const REASONS = {
  file_is_empty: "empty",
  file_is_too_large: "too large, 50 MB at most",
  storage_limit_reached: "no room for it in the sandbox",
};

/** Answers {element, add(files), take(), show(key)}: `take` waits for what is on its way and gives the ids; a tray for each `key`. */
export function fileTray(changed) {
  const element = h("ul", { class: "tray", "aria-label": "Files to send", hidden: true });
  const trays = new Map();
  let key = null;

  const mine = () => trays.get(key) ?? [];
  const draw = () => {
    element.hidden = mine().length === 0;
    fill(
      element,
      mine().map((each) =>
        h(
          "li",
          {},
          drawFile(each, () => remove(each)),
        ),
      ),
    );
    changed();
  };
  const remove = (gone) => {
    trays.set(
      key,
      mine().filter((each) => each !== gone),
    );
    draw();
  };
  const add = (files) => {
    const fresh = [...files].map((file) => bring(file, draw));
    trays.set(key, [...mine(), ...fresh]);
    draw();
  };
  const take = async () => {
    const taken = mine();
    await Promise.all(taken.map((each) => each.arriving));
    const lost = taken.filter((each) => !each.id);
    if (lost.length > 0) throw new NotBrought(lost[0].name);
    return taken.map((each) => each.id);
  };
  const empty = (which) => {
    trays.delete(which);
    draw();
  };
  const show = (next) => {
    key = next;
    draw();
  };
  return { element, add, take, empty, show, hasFiles: () => mine().length > 0 };
}

export class NotBrought extends Error {}

function bring(file, draw) {
  const entry = { name: file.name, size: file.size, id: null, problem: null };
  entry.arriving = upload(file)
    .then((known) => {
      entry.id = known.id;
    })
    .catch((problem) => {
      entry.problem =
        problem instanceof Refused ? (REASONS[problem.code] ?? problem.code) : "the sandbox is not reachable";
    })
    .finally(draw);
  return entry;
}

function drawFile(entry, remove) {
  const words = entry.problem ?? (entry.id ? sizeWords(entry.size) : "on its way…");
  return h(
    "span",
    { class: entry.problem ? "tray-file is-bad" : "tray-file", role: entry.problem ? "alert" : null },
    icon("file"),
    h("bdi", {}, entry.name),
    h("span", { class: "quiet" }, words),
    h(
      "button",
      {
        type: "button",
        class: "tool small",
        "aria-label": `Take away ${entry.name}`,
        title: "Take away",
        on: { click: remove },
      },
      icon("close"),
    ),
  );
}

/** A button to choose files with; what is dropped on `zone` or pasted into it is taken, too. */
export function attachButton(tray, zone) {
  const chooser = h("input", { type: "file", multiple: true, hidden: true, on: { change: () => chosen() } });
  const chosen = () => {
    tray.add(chooser.files);
    chooser.value = "";
  };
  let depth = 0;
  const light = (change) => {
    depth = Math.max(0, depth + change);
    zone.classList.toggle("is-dropping", depth > 0);
  };
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  zone.addEventListener("dragenter", (event) => hasFiles(event) && light(1));
  zone.addEventListener("dragleave", (event) => hasFiles(event) && light(-1));
  zone.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  zone.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    light(-depth);
    tray.add(event.dataTransfer.files);
  });
  zone.addEventListener("paste", (event) => {
    if (event.clipboardData?.files.length > 0) tray.add(event.clipboardData.files);
  });
  return [
    chooser,
    h(
      "button",
      {
        type: "button",
        class: "tool",
        "aria-label": "Attach files",
        title: "Attach files",
        on: { click: () => chooser.click() },
      },
      icon("clip"),
    ),
  ];
}
