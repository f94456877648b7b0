/* What a step did, in a sentence. Pure. */
import { translate } from "../texts/translate.js";

/* What only files of the library have. */
const LIBRARY_FIELDS = ["title", "note", "hidden"];

/** `step`: of a session or of the library. `Score 3 for 12 files`. `step`: as the API describes it. */
export function stepSentence({ edit, files, gone }) {
  if (edit.collection) return collectionSentence(edit.collection, files);
  if (edit.revert) return translate("file-step-reverted", { files });
  if (edit.imported) return translate("file-step-imported", { files });
  if (edit.solved) return translate("file-step-solved", edit.solved);
  if (countOfParts(edit) > 1) return translate("file-step-several", { files });
  if (edit.choice) return choiceSentence(edit.choice, gone, files);
  if (edit.remove || LIBRARY_FIELDS.some((name) => edit.fields.includes(name))) return librarySentence(edit, files);
  if (edit.fields.includes("score")) return scoreSentence(edit.score, files);
  if (edit.fields.includes("favourite"))
    return edit.favourite
      ? translate("file-step-favourite", { files })
      : translate("file-step-no-favourite", { files });
  return keywordSentence(edit, files);
}

function collectionSentence({ act, path, name }, files) {
  if (act === "create") return translate("file-step-collection-created", { collection: path });
  if (act === "delete") return translate("file-step-collection-deleted", { collection: path });
  if (act === "change") return translate("file-step-collection-changed", { collection: path, name });
  if (act === "add") return translate("file-step-collection-added", { collection: path, files });
  if (act === "remove") return translate("file-step-collection-removed", { collection: path, files });
  return translate("file-step-collection-ordered", { collection: path });
}

function librarySentence({ remove, fields, hidden }, files) {
  if (remove) return translate("file-step-removed", { files });
  if (fields.includes("title")) return translate("file-step-title", { files });
  if (fields.includes("note")) return translate("file-step-note", { files });
  return hidden ? translate("file-step-hidden", { files }) : translate("file-step-shown", { files });
}

function countOfParts({ fields, add_keywords: added, remove_keywords: removed, choice }) {
  return fields.length + (added.length > 0) + (removed.length > 0) + Boolean(choice);
}

function choiceSentence(choice, isOfGone, files) {
  if (isOfGone)
    return choice === "apply" ? translate("file-step-to-remove", { files }) : translate("file-step-kept", { files });
  return choice === "apply" ? translate("file-step-included", { files }) : translate("file-step-excluded", { files });
}

function scoreSentence(score, files) {
  if (score === null) return translate("file-step-unscored", { files });
  return score < 0 ? translate("file-step-rejected", { files }) : translate("file-step-scored", { score, files });
}

function keywordSentence({ add_keywords: added, remove_keywords: removed }, files) {
  if (added.length === 1) return translate("file-step-keyword-added", { keyword: added[0], files });
  if (added.length > 1) return translate("file-step-keywords-added", { keywords: added.length, files });
  if (removed.length === 1) return translate("file-step-keyword-removed", { keyword: removed[0], files });
  if (removed.length > 1) return translate("file-step-keywords-removed", { keywords: removed.length, files });
  return translate("file-step-keywords-changed", { files });
}

/** `kind`: "made", "noted", "undone" or "redone"; `notRead`: files that could not be edited. */
export function doneSentence({ kind, step, notRead = 0 }) {
  const sentence = stepSentence(step);
  if (notRead) return translate("file-step-not-read", { sentence, files: notRead });
  if (kind === "undone") return translate("file-step-undone", { sentence });
  return kind === "redone" ? translate("file-step-redone", { sentence }) : sentence;
}
