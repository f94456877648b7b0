/* `?` shows all keys that work now. */
import { byId, element } from "../shared/dom.js";
import { translate } from "../texts/translate.js";
import { keyHelp } from "./key-help-store.js";

const KEY = "?";
const WRITING = "input:not([type=radio], [type=checkbox]), select, textarea";

export function startKeyHelp() {
  const dialog = byId("key-help");
  keyHelp.add({
    title: translate("keys-everywhere"),
    keys: [
      [["?"], translate("key-show-all")],
      [["Esc"], translate("key-close")],
    ],
    order: 100,
  });
  addEventListener("keydown", (event) => {
    if (event.key !== KEY || event.ctrlKey || event.metaKey || event.altKey || event.target.matches(WRITING)) return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else showKeyHelp();
  });
  document.addEventListener("click", ({ target }) => target.closest("[data-opens=key-help]") && showKeyHelp());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  // The dialog may lie in another one, which must not take its keys for its own.
  dialog.addEventListener("keydown", (event) => event.key === KEY || event.stopPropagation());
}

function showKeyHelp() {
  byId("key-help-sections").replaceChildren(...keyHelp.shown.map(section));
  byId("key-help").showModal();
}

function section({ title, keys }) {
  const rows = keys.flatMap(([names, text]) => [
    element("dt", {}, ...names.flatMap((name, place) => (place === 0 ? [chord(name)] : [" ", chord(name)]))),
    element("dd", { text }),
  ]);
  return element("section", {}, element("h3", { text: title }), element("dl", {}, ...rows));
}

/** `Shift+F` is two keys. */
function chord(name) {
  const parts = name.length > 1 ? name.split("+") : [name];
  return element(
    "span",
    {},
    ...parts.flatMap((part, place) => [...(place ? ["+"] : []), element("kbd", { text: part })]),
  );
}
