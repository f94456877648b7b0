/* The filter over the folder tree: shows the folders whose name has the words, and those above them. */
import { byId, setText } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

export class FolderFilter {
  #tree;
  #input = byId("tree-filter");

  constructor(tree) {
    this.#tree = tree;
    this.#input.addEventListener("input", () => this.apply());
    this.#input.addEventListener("keydown", (event) => this.#handleKey(event));
  }

  /** Shows what fits; after a folder was loaded or opened, too. */
  apply() {
    const words = this.#input.value.trim().toLowerCase();
    const items = [...this.#tree.querySelectorAll("[role=treeitem]")];
    const fitting = words === "" ? items : items.filter((item) => nameOf(item).includes(words));
    const shown = new Set(fitting.flatMap((item) => [item, ...itemsAbove(item)]));
    for (const item of items) item.hidden = !shown.has(item);
    if (words !== "") for (const item of fitting) itemsAbove(item).forEach(expand);
    this.#makeReachable(items);
    setText(byId("tree-filter-note"), words === "" ? "" : noteFor(fitting.length));
  }

  /** The one item in the tab order may be hidden now. */
  #makeReachable(items) {
    const first = items.find((item) => !item.closest("[hidden]"));
    const stop = items.find((item) => item.tabIndex === 0);
    if (!first || (stop && !stop.closest("[hidden]"))) return;
    if (stop) stop.tabIndex = -1;
    first.tabIndex = 0;
  }

  #handleKey(event) {
    if (event.key === "Escape" && this.#input.value) this.#input.value = "";
    else if (event.key === "ArrowDown") this.#tree.querySelector("[tabindex='0']")?.focus();
    else return;
    event.preventDefault();
    this.apply();
  }
}

function noteFor(fitting) {
  if (fitting > 0) return translate("folders-matches", { folders: fitting });
  return translate("folders-no-match");
}

function itemsAbove(item) {
  const above = item.parentElement.closest("[role=treeitem]");
  return above ? [above, ...itemsAbove(above)] : [];
}

/** Only what is loaded can fit, so there is nothing to ask for. */
function expand(item) {
  item.setAttribute("aria-expanded", "true");
  item.querySelector("[role=group]").hidden = false;
}

function nameOf(item) {
  return item.querySelector(".node-name").textContent.toLowerCase();
}
