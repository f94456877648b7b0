/* What a file's relation to the library means, in words. Pure. */
import { count } from "../shared/format.js";

const ADDED = { apply: "Add", leave: "Leave out", will: "will be added", wont: "left out" };

/** `meaning` is the whole group's sentence, `apply` and `leave` the two choices, `will` and `wont` what then happens. */
export const RELATIONS = {
  new: {
    ...ADDED,
    flag: "New",
    meaning: "The library knows neither their path nor their content. A commit adds them.",
  },
  changed: {
    flag: "Changed",
    apply: "Update",
    leave: "Leave as they are",
    will: "will be updated",
    wont: "left as they are",
    meaning:
      "The library has other values at these paths. A commit brings it up to date; open a file to see old and new side by side.",
  },
  moved: {
    flag: "Moved",
    apply: "Move",
    leave: "Leave as they are",
    will: "will be moved",
    wont: "left as they are",
    meaning:
      "The library has this content under a path that is no longer there. A commit gives it the new path; it keeps its score.",
  },
  duplicate: {
    ...ADDED,
    flag: "Duplicate",
    meaning: "The same content lies under another path, too. A commit adds each as a file of its own.",
  },
  same: {
    flag: "Same",
    will: "nothing to do",
    wont: "nothing to do",
    meaning: "The library has them just as they are on the disk. A commit does nothing with them.",
  },
  gone: {
    flag: "Gone",
    apply: "Remove from library",
    leave: "Keep in library",
    will: "will be removed",
    wont: "kept in the library",
    meaning:
      "The library has them, the disk no longer. They stay in the library unless you say otherwise; files on the disk are never touched.",
  },
};

/** Whether there is something to choose: a file that is the same stays as it is either way. */
export function isChoosable({ relation }) {
  return relation in RELATIONS && relation !== "same";
}

/** Removing is the one choice that takes something away; everywhere else it is leaving out that stands out. */
export function isRemoval({ relation, choice }) {
  return relation === "gone" && choice === "apply";
}

export function isLeftOut({ relation, choice }) {
  return isChoosable({ relation }) && relation !== "gone" && choice === "leave";
}

/** Why nothing is called gone, as a sentence; empty when something may be. */
export function withheldSentence({ gone_withheld: why }) {
  return why && `Nothing is called gone: ${why.replace(/\.$/, "")}.`;
}

/** One line below a group's number. */
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
