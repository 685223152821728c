// "Are you sure?" before something is done. Resolves to whether it shall be.
import { h } from "/page/dom.js";
import { drawText, plain } from "/page/texts.js";

let count = 0;

export function confirmed({ title, text, confirm, deny, style }) {
  count += 1;
  const titleId = `confirm-title-${count}`;
  const textId = `confirm-text-${count}`;
  return new Promise((resolve) => {
    let isSure = false;
    const answer = (sure) => {
      isSure = sure;
      dialog.close();
    };
    const ended = () => {
      dialog.remove();
      resolve(isSure);
    };
    const kind = style === "danger" ? "danger" : "primary";
    const dialog = h(
      "dialog",
      { class: "modal confirm", "aria-modal": "true", "aria-labelledby": titleId, "aria-describedby": textId, on: { close: ended } },
      h("h2", { id: titleId }, plain(title)),
      drawText(text, "div", { id: textId }),
      h(
        "div",
        { class: "modal-foot" },
        h("button", { type: "button", class: "button", on: { click: () => answer(false) } }, plain(deny)),
        h("button", { type: "button", class: `button ${kind}`, on: { click: () => answer(true) } }, plain(confirm)),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}

export function confirmWith(element) {
  return element.confirm ? confirmed(element.confirm) : Promise.resolve(true);
}
