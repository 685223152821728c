// Puts the page together.
import { faultsPanel } from "/page/behind/panel.js";
import { sidebar } from "/page/side/sidebar.js";
import { clearChips } from "/page/talk/chips.js";
import { refreshTimes } from "/page/dates.js";
import { fill, h } from "/page/dom.js";
import { searchByKey } from "/page/find/search.js";
import { appHome } from "/page/home.js";
import { forgetSurfaces } from "/page/talk/message.js";
import { modals } from "/page/modal.js";
import { closeDrawer } from "/page/panels.js";
import { permalinked, remembered } from "/page/place.js";
import { room } from "/page/talk/room.js";
import { on, tell } from "/page/state.js";
import { threadPanel } from "/page/talk/thread.js";
import { tour } from "/page/tour/tour.js";
import { trafficPanel } from "/page/traffic/panel.js";
import { visit } from "/page/visiting.js";
import { start } from "/page/workspace.js";

sidebar(document.getElementById("sidebar"));
room(document.getElementById("main"));
appHome(document.getElementById("main"));
threadPanel(document.getElementById("thread"));
faultsPanel(document.getElementById("faults"));
trafficPanel(document.getElementById("traffic"));
modals();
searchByKey();
tour();
on("me", () => {
  forgetSurfaces();
  clearChips();
});
setInterval(refreshTimes, 15_000);
on("clock", () => {
  refreshTimes();
  tell("messages"); // which day is today
});

// Beside the drawer.
document
  .getElementById("frame")
  .addEventListener("click", (event) => event.target === event.currentTarget && closeDrawer());

// A link to a message of this workspace leads there, not to a new tab.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const place = link && link.origin === location.origin && permalinked(link);
  if (!place?.in || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  visit(place);
});
addEventListener("hashchange", () => visit(remembered()));

start().catch((problem) => {
  fill(
    document.getElementById("main"),
    h(
      "p",
      { class: "notice", role: "alert" },
      `The sandbox did not answer (${problem.message}). Reload the page to try again.`,
    ),
  );
});
