/* Selecting files in a grid, and what can be done to them at once. */
import { showError } from "../shared/toasts.js";
import { startCardKeys } from "./card-keys.js";
import { CardMarks } from "./card-marks.js";
import { Marquee } from "./marquee.js";
import { SelectionActions } from "./selection-actions.js";
import { SelectionGestures } from "./selection-gestures.js";
import { SelectionKeys } from "./selection-keys.js";
import { SelectionStore } from "./selection-store.js";
import { SelectionToolbar } from "./selection-toolbar.js";
import { StepList } from "./step-list.js";
import { TouchSelection } from "./touch-selection.js";

/** Dispatches `edited` when a step has changed files. */
export class FileSelection extends EventTarget {
  #list;
  /** Which files are selected. */
  selection;

  /**
   * `list`: a `FileListStore` with `filter`, `editor` and `reload()`, shown in `grid` as `cards`. `compare(files)`
   * shows two to four files side by side.
   */
  constructor(list, grid, cards, compare) {
    super();
    this.#list = list;
    const selection = new SelectionStore(list);
    this.selection = selection;
    const { editor } = list;
    const actions = new SelectionActions(list, selection, editor);
    const toolbar = new SelectionToolbar(list, selection, actions, compare);
    const gestures = new SelectionGestures(list, selection, grid);
    new CardMarks(list, selection, grid, cards);
    new Marquee(list, selection, grid);
    new TouchSelection(gestures, selection, grid);
    new SelectionKeys(selection, actions, toolbar, editor);
    new StepList(editor.steps);
    startCardKeys(list, grid);
    editor.steps.addEventListener("done", ({ detail }) => detail.kind !== "noted" && this.#follow());
  }

  /** Many files may have changed. */
  async #follow() {
    this.dispatchEvent(new CustomEvent("edited"));
    try {
      await this.#list.reload();
    } catch (error) {
      showError(error);
    }
  }
}
