// "Are you sure?" before something is done. Resolves to whether it shall be.
import { h } from "/page/dom.js";
import { drawText, plain } from "/page/kit/texts.js";

let count = 0;

/** `content` are fields to fill in, instead of a `text` to read. */
export function confirmed({ title, text, content, confirm, deny, style }) {
  count += 1;
  const titleId = `confirm-title-${count}`;
  const textId = text && `confirm-text-${count}`;
  return new Promise((resolve) => {
    let isSure = false;
    const agree = (event) => {
      event.preventDefault();
      isSure = true;
      dialog.close();
    };
    const ended = () => {
      dialog.remove();
      resolve(isSure);
    };
    const kind = style === "danger" ? "danger" : "primary";
    const dialog = h(
      "dialog",
      {
        class: "modal confirm",
        "aria-modal": "true",
        "aria-labelledby": titleId,
        "aria-describedby": textId,
        on: { close: ended },
      },
      h(
        "form",
        { on: { submit: agree } },
        h("h2", { id: titleId }, plain(title)),
        text ? drawText(text, "div", { id: textId }) : content,
        h(
          "div",
          { class: "modal-foot" },
          h("button", { type: "button", class: "button", on: { click: () => dialog.close() } }, plain(deny)),
          h("button", { type: "submit", class: `button ${kind}` }, plain(confirm)),
        ),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}

export function confirmWith(element) {
  return element.confirm ? confirmed(element.confirm) : Promise.resolve(true);
}
