/* The keys of a selection, and those that undo and redo. */
import { keyHelp } from "../keys/key-help-store.js";
import { mayEdit } from "../shared/caller.js";
import { translate } from "../texts/translate.js";

const WRITING = "input:not([type=radio], [type=checkbox], [type=range]), select, textarea, [contenteditable]";

export class SelectionKeys {
  #selection;
  #actions;
  #toolbar;
  #editor;

  constructor(selection, actions, toolbar, editor) {
    this.#selection = selection;
    this.#actions = actions;
    this.#toolbar = toolbar;
    this.#editor = editor;
    // Before the keys of a single card.
    document.addEventListener("keydown", (event) => this.#handle(event), { capture: true });
    for (const section of this.#help()) keyHelp.add(section);
  }

  #handle(event) {
    if (!this.#editor.isShown || event.altKey || event.target.matches(WRITING)) return;
    if (event.ctrlKey || event.metaKey) this.#handleWithCtrl(event);
    else if (!document.querySelector("dialog[open]")) this.#handlePlain(event);
  }

  #handleWithCtrl(event) {
    const key = event.key.toLowerCase();
    const isAgain = key === "y" || (key === "z" && event.shiftKey);
    if ((isAgain || key === "z") && mayEdit()) {
      event.preventDefault();
      if (isAgain) this.#editor.steps.redo();
      else this.#editor.steps.undo();
    } else if (key === "a" && !event.shiftKey && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      this.#selection.selectAll();
    }
  }

  #handlePlain(event) {
    if (this.#selection.isEmpty || event.target.closest("#selection details[open]")) return;
    if (event.key === "Escape") this.#toolbar.clear();
    else if (event.shiftKey || isOfTree(event) || !this.#editor.isOpen || !this.#actions.handleKey(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #help() {
    return [
      {
        title: translate("selection-keys"),
        isShown: () => this.#editor.isShown && !document.querySelector("dialog#detail[open]"),
        order: 20,
        keys: [
          [["Ctrl+Click", "Ctrl+Space"], translate("selection-keys-one-more")],
          [["Shift+Click", "Shift+→"], translate("selection-keys-range")],
          [["Ctrl+A"], translate("selection-keys-all")],
          [["Esc"], translate("selection-keys-none")],
        ],
      },
      {
        title: translate("selection-edits-keys"),
        isShown: () => this.#editor.isShown && mayEdit(),
        order: 30,
        keys: [
          [["Ctrl+Z"], translate("selection-edits-keys-undo")],
          [["Ctrl+Shift+Z"], translate("selection-edits-keys-redo")],
        ],
      },
    ];
  }
}

/** In a tree, keys mean what has the focus there, and not the selected files. */
function isOfTree({ target }) {
  return target.closest("[role=tree]") !== null;
}
