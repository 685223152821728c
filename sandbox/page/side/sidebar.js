// The sidebar: who one is, what is new, where one can go, how the bot is doing, and what stands behind the scenes.
import { faultsButton } from "/page/behind/panel.js";
import { h } from "/page/dom.js";
import { keysButton } from "/page/keys.js";
import { preferencesButton } from "/page/preferences.js";
import { searchButton } from "/page/find/search.js";
import { clockLine, connection } from "/page/side/connection.js";
import { noticesButton } from "/page/side/notices.js";
import { personaSwitch } from "/page/people.js";
import { places } from "/page/side/places.js";
import { channel, channelName, on, state } from "/page/state.js";
import { tourButton } from "/page/tour/tour.js";
import { trafficButton } from "/page/traffic/panel.js";

export function sidebar(place) {
  const teamName = h("h1");
  place.append(
    h(
      "div",
      { class: "sidebar-head" },
      h("div", { class: "team" }, teamName, h("p", { class: "quiet" }, "Sandbox")),
      noticesButton(),
    ),
    personaSwitch(),
    searchButton(),
    places(),
    h(
      "div",
      { class: "sidebar-foot" },
      connection(),
      clockLine(),
      trafficButton(),
      faultsButton(),
      h("div", { class: "sidebar-tools" }, tourButton(), keysButton(), preferencesButton()),
    ),
  );
  on("channels channel users", () => {
    teamName.textContent = state.team.name;
    showInTheTab();
  });
}

/** What calls one is told by the browser's tab, too: by its title and its icon. */
function showInTheTab() {
  const calling = state.channels.reduce((sum, each) => sum + (each.id === state.channelId ? 0 : each.mentions), 0);
  const here = channel() ? channelName(channel()) : state.team.name;
  document.title = `${calling ? `(${calling}) ` : ""}${here} · ${state.team.name}`;
  document.querySelector("link[rel=icon]").href = `/page/icon${calling ? "-calling" : ""}.svg`;
}
