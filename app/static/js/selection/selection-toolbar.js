/* The toolbar of the selected files. It lies over the page, so nothing moves when it appears. */
import { byId, setAttribute, setFlag, setText } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

const COMPARED = { least: 2, most: 4 };

export class SelectionToolbar {
  #list;
  #selection;
  #actions;
  #compare;

  /** `compare(files)` shows two to four files side by side. */
  constructor(list, selection, actions, compare) {
    this.#list = list;
    this.#selection = selection;
    this.#actions = actions;
    this.#compare = compare;
    selection.addEventListener("change", () => this.#show());
    list.editor.addEventListener("change", () => this.#show());
    this.#startButtons();
    this.#startMenus();
  }

  #startButtons() {
    const toolbar = byId("selection");
    toolbar.addEventListener("click", ({ target }) => this.#press(target.closest("button")?.dataset ?? {}));
    byId("selection-all").addEventListener("click", () => this.#selection.selectAll());
    byId("selection-clear").addEventListener("click", () => this.clear());
    byId("selection-compare").addEventListener("click", () => this.#openComparison());
    byId("selection-words").addEventListener("submit", (event) => this.#changeKeywords(event));
  }

  /** One menu is open at a time; Escape and a click elsewhere close it. */
  #startMenus() {
    for (const menu of this.#menus) {
      menu.addEventListener("toggle", () => {
        if (!menu.open) return;
        for (const other of this.#menus) if (other !== menu) other.open = false;
        menu.querySelector("input")?.focus();
      });
      menu.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || !menu.open) return;
        event.stopPropagation();
        menu.open = false;
        menu.querySelector("summary").focus();
      });
    }
    document.addEventListener("click", ({ target }) => {
      for (const menu of this.#menus) if (!menu.contains(target)) menu.open = false;
    });
  }

  get #menus() {
    return byId("selection").querySelectorAll("details");
  }

  #press(button) {
    this.#actions.press(button);
    if (button.score !== undefined) for (const menu of this.#menus) menu.open = false;
  }

  #changeKeywords(event) {
    event.preventDefault();
    const field = byId("selection-word");
    const words = field.value
      .split(",")
      .map((word) => word.trim())
      .filter(Boolean);
    if (words.length === 0) return;
    if (event.submitter?.value === "remove") this.#actions.removeKeywords(words);
    else this.#actions.addKeywords(words);
    field.value = "";
  }

  #openComparison() {
    if (byId("selection-compare").getAttribute("aria-disabled") === "true") return;
    const files = this.#list.files.filter(({ id }) => this.#selection.has(id));
    this.#compare(files);
  }

  clear() {
    const hadFocus = byId("selection").contains(document.activeElement);
    this.#selection.clear();
    if (hadFocus) byId("grid").querySelector("[tabindex='0']")?.focus({ preventScroll: true });
  }

  #show() {
    const { count: number, isAll, isEmpty } = this.#selection;
    byId("selection").hidden = isEmpty;
    setFlag(document.documentElement, "selecting", !isEmpty);
    if (isEmpty) return;
    setText(byId("selection-count"), translate("selection-count", { files: number }));
    const { total, filter } = this.#list;
    byId("selection-all").hidden = isAll || number >= total || filter === null;
    setText(byId("selection-all"), translate("selection-all", { files: total ?? 0 }));
    byId("selection-tools").hidden = !this.#list.editor.isOpen;
    this.#list.editor.showTools(this.#list);
    const isComparable = !isAll && number >= COMPARED.least && number <= COMPARED.most;
    setAttribute(byId("selection-compare"), "aria-disabled", !isComparable);
  }
}
