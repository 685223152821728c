// The file_input: files are chosen or dropped, brought into the sandbox at once, and sent with the form by their objects.
import { Refused, upload } from "/page/api.js";
import { fill, h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { current, naming, put } from "/page/kit/field.js";

const MOST = 10;
const ON_THE_WAY = "Please wait until the files are here.";

export function drawFileInput(element, place) {
  const { surface, blockId } = place;
  const { id, "aria-describedby": describedBy } = naming(element, place);
  const most = element.max_files ?? MOST;
  const kinds = element.filetypes ?? [];
  const arriving = new Set();
  const list = h("ul", { class: "files", role: "list", "aria-label": "Files" });
  const chooser = h("input", {
    type: "file",
    hidden: true,
    multiple: most > 1,
    accept: kinds.map((kind) => `.${kind}`).join(",") || null,
    on: { change: () => (bring([...chooser.files]), (chooser.value = "")) },
  });
  const button = h(
    "button",
    {
      type: "button",
      id,
      class: "button",
      "aria-describedby": describedBy,
      autofocus: element.focus_on_load,
      on: { click: () => chooser.click() },
    },
    most > 1 ? "Choose files" : "Choose a file",
  );
  const frame = h(
    "div",
    { class: "file-drop", role: "group", "aria-labelledby": place.labelledBy ?? place.labelId },
    list,
    h("div", { class: "file-ways" }, button, chooser, h("span", { class: "quiet" }, "or drop them here")),
  );

  const files = () => current(element, place);
  const draw = () => {
    fill(
      list,
      files().map((file) =>
        drawFile(file.name, sizeOf(file.size), () => take(files().filter((each) => each.id !== file.id))),
      ),
      [...arriving].map((file) => drawFile(file.name, "on its way…", null)),
    );
    list.hidden = list.childElementCount === 0;
    surface.form.keepDraft(blockId, element.action_id, arriving.size > 0 ? { problem: ON_THE_WAY } : null);
  };
  const take = (now) => {
    put(element, place, now);
    draw();
    button.focus();
  };
  const bring = async (chosen) => {
    const complaint = refusal(chosen);
    surface.complainAbout(blockId, complaint);
    if (complaint) return;
    const troubles = await Promise.all(chosen.map(bringOne));
    surface.complainAbout(blockId, troubles.filter(Boolean).join(" ") || null);
  };
  const bringOne = async (file) => {
    arriving.add(file);
    draw();
    try {
      const brought = await upload(file);
      put(element, place, [...files(), brought]);
      return null;
    } catch (problem) {
      return trouble(file, problem);
    } finally {
      arriving.delete(file);
      draw();
    }
  };
  const refusal = (chosen) => {
    if (files().length + arriving.size + chosen.length > most)
      return most === 1 ? "Please choose one file only." : `Please choose at most ${most} files.`;
    const fits = ({ name }) => kinds.includes(name.split(".").at(-1).toLowerCase());
    return kinds.length > 0 && !chosen.every(fits)
      ? `Please choose only files of these kinds: ${kinds.join(", ")}.`
      : null;
  };

  frame.addEventListener("dragover", (event) => {
    event.preventDefault();
    frame.classList.add("is-over");
  });
  frame.addEventListener("dragleave", () => frame.classList.remove("is-over"));
  frame.addEventListener("drop", (event) => {
    event.preventDefault();
    frame.classList.remove("is-over");
    bring([...event.dataTransfer.files]);
  });
  draw();
  return frame;
}

function drawFile(name, detail, remove) {
  return h(
    "li",
    { class: "file" },
    icon("file"),
    h("bdi", { class: "file-name" }, name),
    h("span", { class: "quiet" }, detail),
    remove &&
      h(
        "button",
        { type: "button", class: "tool small", "aria-label": `Remove ${name}`, title: "Remove", on: { click: remove } },
        icon("close"),
      ),
  );
}

const TROUBLES = {
  file_is_too_large: "is too large: 50 MB are the most.",
  file_is_empty: "is empty.",
  storage_limit_reached: "does not fit any more: the sandbox holds 1 GB of files.",
};

function trouble(file, problem) {
  const code = problem instanceof Refused ? problem.code : "sandbox_not_reachable";
  return `${file.name} ${TROUBLES[code] ?? `could not be brought (${code}).`}`;
}

function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const units = [
    ["MB", 1024 ** 2],
    ["kB", 1024],
  ];
  const [unit, size] = units.find(([, each]) => bytes >= each);
  return `${(bytes / size).toLocaleString("en", { maximumFractionDigits: bytes / size < 10 ? 1 : 0 })} ${unit}`;
}
