// Tables: the plain one, and the one that sorts, filters and turns pages where it stands. No bot hears of that.
import { fill, h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { drawNodes, textOf } from "/page/kit/nodes.js";
import { readRichText } from "/page/kit/richtext.js";

const PAGE = 5;

export function drawTable(block) {
  const settings = block.column_settings ?? [];
  const [head, ...rows] = block.rows;
  const look = (at) => cellClass(settings[at]?.align ?? "left", settings[at]?.is_wrapped);
  return frame(
    "Table",
    h(
      "thead",
      {},
      row(head, (cell, at) => h("th", { scope: "col", class: look(at), dir: "auto" }, drawCell(cell))),
    ),
    h(
      "tbody",
      {},
      rows.map((each) => row(each, (cell, at) => h("td", { class: look(at), dir: "auto" }, drawCell(cell)))),
    ),
  );
}

/** Rows of plain words and numbers, for whoever has such to show. */
export function drawFigures(caption, head, rows) {
  const cell = (value, at) =>
    at === 0
      ? h("th", { scope: "row", dir: "auto" }, value)
      : h("td", { class: typeof value === "number" ? "align-right" : null, dir: "auto" }, said(value));
  return frame(
    caption,
    h("caption", { class: "unseen" }, caption),
    h(
      "thead",
      {},
      row(head, (name, at) => h("th", { scope: "col", class: at ? "align-right" : null, dir: "auto" }, name)),
    ),
    h(
      "tbody",
      {},
      rows.map((each) => row(each, cell)),
    ),
  );
}

export function drawDataTable(block) {
  const [head, ...rows] = block.rows;
  const size = block.page_size ?? PAGE;
  const rowHeader = block.row_header_column_index ?? 0;
  const isNumbers = head.map((_, at) => rows.every((each) => each[at].type === "raw_number"));
  let sorted = { at: null, isUp: true };
  let typed = "";
  let page = 0;

  const caption = h("caption", {}, h("bdi", {}, block.caption));
  const headers = h("tr");
  const body = h("tbody");
  const foot = h("div", { class: "table-foot quiet" });
  const search = h("input", {
    type: "search",
    class: "field",
    "aria-label": `Filter ${block.caption}`,
    placeholder: "Filter",
    on: {
      input: () => {
        [typed, page] = [search.value, 0];
        draw();
      },
    },
  });

  const sort = (at) => {
    if (sorted.at !== at) sorted = { at, isUp: true };
    else if (sorted.isUp) sorted = { at, isUp: false };
    else sorted = { at: null, isUp: true };
    page = 0;
    draw();
    headers.children[at].querySelector("button").focus();
  };
  const turn = (by) => {
    page += by;
    draw();
    (
      foot.querySelector(by > 0 ? ".is-on:enabled" : ".is-back:enabled") ?? foot.querySelector("button:enabled")
    )?.focus();
  };
  const drawHead = (cell, at) => {
    const isSorted = sorted.at === at;
    const order = sorted.isUp ? "ascending" : "descending";
    return h(
      "th",
      { scope: "col", class: isNumbers[at] ? "align-right" : null, "aria-sort": isSorted ? order : "none" },
      h(
        "button",
        { type: "button", class: isSorted ? `sort is-${order}` : "sort", on: { click: () => sort(at) } },
        h("bdi", {}, words(cell)),
        icon("chevron"),
      ),
    );
  };
  const drawBodyCell = (cell, at) =>
    h(
      at === rowHeader ? "th" : "td",
      { scope: at === rowHeader ? "row" : null, class: isNumbers[at] ? "align-right" : null, dir: "auto" },
      drawCell(cell),
    );
  const draw = () => {
    const found = inOrder(
      rows.filter((each) => fits(each, typed)),
      sorted,
    );
    const first = page * size;
    const shown = found.slice(first, first + size);
    fill(headers, head.map(drawHead));
    fill(
      body,
      shown.map((each) => row(each, drawBodyCell)),
      shown.length === 0 &&
        h("tr", {}, h("td", { colspan: head.length, class: "quiet" }, "Nothing matches the filter.")),
    );
    fill(foot, pages(found.length, first, shown.length));
    foot.hidden = rows.length <= size;
  };
  const pages = (count, first, shown) => [
    h("span", { role: "status" }, count === 0 ? "0 rows" : `${first + 1}–${first + shown} of ${count}`),
    step("Earlier rows", "is-back", first > 0, () => turn(-1)),
    step("Further rows", "is-on", first + shown < count, () => turn(1)),
  ];
  draw();
  return h(
    "div",
    { class: "data-table" },
    rows.length > PAGE && h("div", { class: "table-search" }, search),
    frame(block.caption, caption, h("thead", {}, headers), body),
    foot,
  );
}

function step(label, turn, isPossible, go) {
  return h(
    "button",
    {
      type: "button",
      class: `tool small ${turn}`,
      "aria-label": label,
      title: label,
      disabled: !isPossible,
      on: { click: go },
    },
    icon("chevron"),
  );
}

function frame(name, ...parts) {
  const table = h("table", { "aria-label": name }, parts);
  return h("div", { class: "table-frame", tabindex: "0", role: "region", "aria-label": name }, table);
}

function row(cells, draw) {
  return h("tr", {}, cells.map(draw));
}

function cellClass(align, isWrapped) {
  return `align-${align}${isWrapped ? " is-wrapped" : ""}`;
}

function drawCell(cell) {
  return cell.type === "rich_text" ? drawNodes(readRichText(cell)) : words(cell);
}

function words(cell) {
  return cell.type === "rich_text" ? textOf(readRichText(cell)) : String(cell.text ?? cell.value ?? "");
}

function fits(cells, typed) {
  const wanted = typed.trim().toLowerCase();
  return !wanted || cells.some((cell) => words(cell).toLowerCase().includes(wanted));
}

function inOrder(rows, { at, isUp }) {
  if (at === null) return rows;
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const compare = ({ [at]: one }, { [at]: other }) =>
    one.type === "raw_number" && other.type === "raw_number"
      ? one.value - other.value
      : collator.compare(words(one), words(other));
  return rows.toSorted((one, other) => (isUp ? compare(one, other) : compare(other, one)));
}

function said(value) {
  return typeof value === "number" ? value.toLocaleString("en", { maximumFractionDigits: 6 }) : value;
}
