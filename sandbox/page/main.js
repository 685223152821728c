// Puts the page together.
import { faultsPanel } from "/page/behind/panel.js";
import { sidebar } from "/page/side/sidebar.js";
import { clearChips } from "/page/talk/chips.js";
import { refreshTimes } from "/page/dates.js";
import { fill, h } from "/page/dom.js";
import { searchByKey } from "/page/find/search.js";
import { appHome } from "/page/home.js";
import { keys } from "/page/keys.js";
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
keys();
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

// To a part of the page: the address is not the page's to change, it says where one is.
for (const skip of document.querySelectorAll(".skip"))
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    const place = document.querySelector(skip.getAttribute("href"));
    (place?.matches("[tabindex], textarea") ? place : place?.querySelector("[tabindex='0']"))?.focus();
  });

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
