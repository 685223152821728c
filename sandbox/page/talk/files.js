// Files of a message: pictures are shown, of others their name, kind and size; all can be kept.
import { ownFile } from "/page/api.js";
import { h } from "/page/dom.js";
import { icon } from "/page/icons.js";

const SHOWN = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

export function drawFiles(files) {
  if (!files?.length) return null;
  return h(
    "ul",
    { class: "files", "aria-label": "Files" },
    files.map((file) => h("li", {}, drawFile(file))),
  );
}

function drawFile(file) {
  if (file.mode === "tombstone") return h("p", { class: "quiet" }, "This file was deleted.");
  const address = file.url_private && ownFile(file.url_private);
  return address && SHOWN.has(file.mimetype) ? drawPicture(file, address) : drawCard(file);
}

function drawPicture(file, address) {
  const name = file.title || file.name;
  const picture = h("img", { class: "file-picture", src: address, alt: file.alt_txt || name });
  const figure = h(
    "figure",
    {},
    h("figcaption", { class: "quiet" }, h("bdi", {}, name), ` · ${sizeWords(file.size)}`),
    h("a", { href: address, target: "_blank", rel: "noopener", title: `Open ${name}` }, picture),
  );
  picture.addEventListener("error", () => figure.replaceWith(drawCard(file)));
  return figure;
}

function drawCard(file) {
  const name = file.title || file.name;
  const address = ownFile(file.url_private_download ?? file.url_private ?? "");
  const kind = file.pretty_type || (file.mimetype ? file.filetype : "Being looked at");
  return h(
    "div",
    { class: "file-card" },
    h("span", { class: "file-sign", "aria-hidden": "true" }, icon("file")),
    h(
      "span",
      { class: "file-words" },
      h("bdi", { class: "file-name" }, name),
      h("span", { class: "quiet" }, [kind, sizeWords(file.size)].filter(Boolean).join(" · ")),
    ),
    address &&
      h(
        "a",
        { class: "tool", href: address, download: file.name, "aria-label": `Download ${name}`, title: "Download" },
        icon("download"),
      ),
  );
}

export function sizeWords(bytes) {
  if (!Number.isFinite(bytes)) return "";
  const steps = ["bytes", "kB", "MB", "GB"];
  const step = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  const number = bytes / 1000 ** step;
  return `${step === 0 || number >= 10 ? Math.round(number) : number.toFixed(1)} ${steps[step]}`;
}
