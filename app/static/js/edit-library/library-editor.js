/* How the files of the library are edited. */
import { FileEditor } from "../file/file-editor.js";
import { mayEdit } from "../shared/caller.js";
import { byId, setText } from "../shared/dom.js";
import { translate } from "../texts/translate.js";
import { librarySteps } from "./library-steps-store.js";

const HIDE = "h";

/** Edits are undone, not reverted. */
export class LibraryEditor extends FileEditor {
  steps = librarySteps;
  hasTexts = true;

  get isOpen() {
    return mayEdit();
  }

  mayEdit({ isRemoved }) {
    return mayEdit() && !isRemoved;
  }

  save(file, change) {
    const { keywords, ...values } = change;
    return librarySteps.make({ file_ids: [file.id] }, { ...values, ...(keywords && keywordChange(file, keywords)) });
  }

  editForButton({ does }, files) {
    if (does === "remove") return { remove: true };
    return does === "hide" ? hiding(files) : null;
  }

  editForKey(key, files) {
    return key === HIDE ? hiding(files) : null;
  }

  editForCard(key, file) {
    return key === HIDE ? hiding([file]) : null;
  }

  showTools({ view }) {
    const text = view.fields.hidden ? translate("selection-unhide") : translate("selection-hide");
    setText(byId("selection-hide").querySelector("span"), text);
  }
}

/** Hides files, or shows them again where all that are loaded are hidden. */
function hiding(files) {
  return { hidden: !(files.length > 0 && files.every(({ hidden }) => hidden)) };
}

/** Returns what leads from the keywords of a file to others; case does not distinguish them. */
export function keywordChange({ keywords }, wanted) {
  const fold = (word) => word.toLowerCase();
  const [had, has] = [new Set(keywords.map(fold)), new Set(wanted.map(fold))];
  return {
    add_keywords: wanted.filter((word) => !had.has(fold(word))),
    remove_keywords: keywords.filter((word) => !has.has(fold(word))),
  };
}
