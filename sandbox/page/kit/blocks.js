// Block Kit's blocks, drawn on a surface (a message or a view).
import { h } from "/page/dom.js";
import { drawAlert, drawCard, drawCarousel, drawContainer } from "/page/kit/cards.js";
import { drawChart } from "/page/kit/charts/chart.js";
import { drawElement } from "/page/kit/elements.js";
import { drawImage, drawImageBlock } from "/page/kit/images.js";
import { drawInput } from "/page/kit/inputblock.js";
import { readMarkdown } from "/page/kit/markdown.js";
import { drawNodes } from "/page/kit/nodes.js";
import { readRichText } from "/page/kit/richtext.js";
import { drawSection } from "/page/kit/section.js";
import { drawAuthProvider, drawCall, drawFile, drawVideo } from "/page/kit/stands.js";
import { drawDataTable, drawTable } from "/page/kit/tables.js";
import { drawPlan, drawTask } from "/page/kit/tasks.js";
import { drawText, plain } from "/page/kit/texts.js";

const DRAW = {
  section: drawSection,
  header: drawHeader,
  divider: () => h("hr"),
  context: (block) => h("div", { class: "context" }, block.elements.map(drawContextPart)),
  actions: (block, surface) => drawRow(block, surface, "actions"),
  context_actions: (block, surface) => drawRow(block, surface, "actions context-actions"),
  image: drawImageBlock,
  rich_text: (block) => h("div", { class: "text rich-text" }, drawNodes(readRichText(block))),
  markdown: (block) => h("div", { class: "text rich-text" }, drawNodes(readMarkdown(block.text))),
  input: drawInput,
  table: drawTable,
  data_table: drawDataTable,
  data_visualization: drawChart,
  alert: drawAlert,
  card: drawCard,
  carousel: drawCarousel,
  container: drawContainer,
  plan: drawPlan,
  task_card: drawTask,
  video: drawVideo,
  file: drawFile,
  call: drawCall,
  auth_provider: drawAuthProvider,
};

export function drawBlock(block, surface) {
  const draw = DRAW[block.type] ?? notDrawn;
  return h("div", { class: `block block-${block.type}` }, draw(block, surface));
}

/** For `arrange`: a block that did not change stays as it stands, with what was typed into it. */
export function blockItems(blocks, surface) {
  return blocks.map((block, at) => ({
    key: `${block.type} ${block.block_id ?? at}`,
    print: JSON.stringify(block),
    build: () => drawBlock(block, surface),
  }));
}

function notDrawn(block) {
  return h("p", { class: "not-drawn" }, `This block is not drawn here: ${block.type}`);
}

function drawHeader(block) {
  const level = block.level ?? 1;
  return h(`h${level + 2}`, { class: `block-header level-${level}`, dir: "auto" }, plain(block.text));
}

function drawRow(block, surface, name) {
  const place = { surface, blockId: block.block_id, fires: true };
  return h(
    "div",
    { class: name },
    block.elements.map((element) => drawElement(element, place)),
  );
}

function drawContextPart(part) {
  return part.type === "image" ? drawImage(part, "tiny") : drawText(part, "span");
}
