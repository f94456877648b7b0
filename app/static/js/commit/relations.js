/* What a file's relation to the library means, in words. Pure. */
import { translate } from "../texts/translate.js";

const ADDED = {
  apply: translate("relation-add"),
  leave: translate("relation-exclude"),
  all: (files) => translate("relation-all-added", { files }),
  some: (files) => translate("relation-some-added", { files }),
  none: translate("relation-none-added"),
  file: { apply: translate("relation-file-added"), leave: translate("relation-file-excluded") },
};
const KEPT = { leave: translate("relation-leave"), none: translate("relation-none-updated") };

/**
 * `meaning`: the sentence of a whole group; `apply` and `leave`: the choices; `all(files)`, `some(files)` and `none`:
 * what a commit does with so many files of a group; `file`: what each choice does with one file.
 */
export const RELATIONS = {
  new: { ...ADDED, flag: translate("relation-flag-new"), meaning: translate("relation-meaning-new") },
  changed: {
    ...KEPT,
    flag: translate("relation-flag-changed"),
    apply: translate("relation-update"),
    all: (files) => translate("relation-all-updated", { files }),
    some: (files) => translate("relation-some-updated", { files }),
    file: { apply: translate("relation-file-updated"), leave: translate("relation-file-left") },
    meaning: translate("relation-meaning-changed"),
  },
  moved: {
    ...KEPT,
    flag: translate("relation-flag-moved"),
    apply: translate("relation-move"),
    all: (files) => translate("relation-all-moved", { files }),
    some: (files) => translate("relation-some-moved", { files }),
    file: { apply: translate("relation-file-moved"), leave: translate("relation-file-left") },
    meaning: translate("relation-meaning-moved"),
  },
  duplicate: { ...ADDED, flag: translate("relation-flag-duplicate"), meaning: translate("relation-meaning-duplicate") },
  same: {
    flag: translate("relation-flag-same"),
    all: () => translate("relation-same"),
    file: { apply: translate("relation-file-same"), leave: translate("relation-file-same") },
    meaning: translate("relation-meaning-same"),
  },
  gone: {
    flag: translate("relation-flag-gone"),
    apply: translate("relation-remove"),
    leave: translate("relation-keep"),
    all: (files) => translate("relation-all-removed", { files }),
    some: (files) => translate("relation-some-removed", { files }),
    none: translate("relation-none-removed"),
    file: { apply: translate("relation-file-removed"), leave: translate("relation-file-kept") },
    meaning: translate("relation-meaning-gone"),
  },
};

/** Whether there is a choice: a file that is the same stays as it is either way. */
export function isChoosable({ relation }) {
  return relation in RELATIONS && relation !== "same";
}

/** Removing is the one choice that deletes something; for all other files, leaving out is the exception. */
export function isRemoval({ relation, choice }) {
  return relation === "gone" && choice === "apply";
}

export function isLeftOut({ relation, choice }) {
  return isChoosable({ relation }) && relation !== "gone" && choice === "leave";
}

/** Whether a commit includes the file. A folded stack is included only as a whole. */
export function isIncluded({ choice, folded, stack }) {
  return folded ? stack.applied === stack.size : choice === "apply";
}

/** Says why it is unknown which files are gone; empty when it is known. */
export function withheldSentence({ gone_withheld: why }) {
  return why && translate("relation-withheld", { why: why.replace(/\.$/, "") });
}

/** The line below a group's number. */
export function groupLine(relation, { files, applied }) {
  const { all, some, none } = RELATIONS[relation];
  if (files === 0) return translate("relation-no-files");
  if (relation === "same" || applied === files) return all(files);
  return applied === 0 ? none : some(applied);
}

/** What a commit does with one file: `Will be added`. */
export function fileLine({ relation, choice }) {
  const { apply, leave } = RELATIONS[relation].file;
  return choice === "apply" ? apply : leave;
}
