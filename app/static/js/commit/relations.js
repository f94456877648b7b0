/* What a file's relation to the library means, in words. Pure. */
import { count } from "../shared/format.js";

const ADDED = { apply: "Add", leave: "Leave out", will: "will be added", wont: "left out" };
const KEPT = { leave: "Leave as they are", wont: "left as they are" };

/** `meaning`: the sentence of a whole group; `apply` and `leave`: the choices; `will` and `wont`: what each does. */
export const RELATIONS = {
  new: {
    ...ADDED,
    flag: "New",
    meaning: "New: neither their path nor their content is in the library. A commit adds them.",
  },
  changed: {
    ...KEPT,
    flag: "Changed",
    apply: "Update",
    will: "will be updated",
    meaning:
      "The library has other values at these paths. A commit updates it; open a file to see old and new side by side.",
  },
  moved: {
    ...KEPT,
    flag: "Moved",
    apply: "Move",
    will: "will be moved",
    meaning:
      "The library has this content under a path that no longer exists. A commit updates the path and keeps the score.",
  },
  duplicate: {
    ...ADDED,
    flag: "Duplicate",
    meaning: "The same content also exists at another path. A commit adds each as a file of its own.",
  },
  same: {
    flag: "Same",
    will: "nothing to do",
    wont: "nothing to do",
    meaning: "The library already has these files exactly as they are on the disk. A commit does nothing with them.",
  },
  gone: {
    flag: "Gone",
    apply: "Remove from library",
    leave: "Keep in library",
    will: "will be removed",
    wont: "kept in the library",
    meaning:
      "In the library, but no longer on the disk. They stay in the library unless you choose otherwise. " +
      "Files on the disk are never touched.",
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
  return why && `Gone files cannot be determined: ${why.replace(/\.$/, "")}.`;
}

/** The line below a group's number. */
export function groupLine(relation, { files, applied }) {
  const { will, wont } = RELATIONS[relation];
  if (files === 0) return "none";
  if (relation === "same" || applied === files) return will;
  return applied === 0 ? wont : `${count(applied)} ${will}`;
}

/** What a commit does with one file: `Will be added`. */
export function fileLine({ relation, choice }) {
  const { will, wont } = RELATIONS[relation];
  const words = choice === "apply" ? will : wont.replace("they are", "it is");
  return words[0].toUpperCase() + words.slice(1);
}
