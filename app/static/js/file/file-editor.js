/* What edits the files of a list: each kind of list has its own. */

/** Dispatches `change` when `isOpen` may have changed. */
export class FileEditor extends EventTarget {
  /** The `StepStore` that makes steps. */
  steps = null;
  /** Whether title and note are edited. */
  hasTexts = false;

  /** Whether the page shows the list. */
  get isShown() {
    return true;
  }

  /** Whether anything may be edited. */
  get isOpen() {
    return false;
  }

  mayEdit(_file) {
    return false;
  }

  /** Saves `change` ({ score }, { keywords } and so on) for one file. */
  async save(_file, _change) {}

  mayRevert(_file) {
    return false;
  }

  /** Restores the values that were read. */
  async revert(_file) {}

  /** Returns what a further button of the toolbar does to the selected files that are loaded; null for others. */
  editForButton(_dataset, _files) {
    return null;
  }

  /** Likewise for a key. */
  editForKey(_key, _files) {
    return null;
  }

  /** Likewise for a key on the card of one file. */
  editForCard(_key, _file) {
    return null;
  }

  /** Shows in the toolbar what can be done to files that are selected in `list`. */
  showTools(_list) {}
}
