/* What a commit does, in numbers and in one sentence. Pure. */
import { count } from "./format.js";

const LEFT_OUT = ["new", "changed", "moved", "duplicate"];

/** `{ added, updated, moved, removed, left }` of a preview document. Where gone cannot be told, nothing is removed. */
export function countsOf({ groups, gone_withheld: withheld }) {
  return {
    added: groups.new.applied + groups.duplicate.applied,
    updated: groups.changed.applied,
    moved: groups.moved.applied,
    removed: withheld ? 0 : groups.gone.applied,
    left: leftOut(groups),
  };
}

/** Files that the reader left out. Failed ones and those that are the same are not among them. */
export function leftOut(groups) {
  return LEFT_OUT.reduce((sum, relation) => sum + groups[relation].files - groups[relation].applied, 0);
}

/** `12 added, 3 updated; 5 left out`, without what is none. */
export function countsLine({ added, updated, moved, removed, left }) {
  const done = [[added, "added"], [updated, "updated"], [moved, "moved"], [removed, "removed"]].filter(([number]) => number > 0);
  const parts = done.map(([number, word]) => `${count(number)} ${word}`).join(", ") || "nothing changes in the library";
  return left ? `${parts}; ${count(left)} left out` : parts;
}

export function commitSentence(counts) {
  return `Commit: ${countsLine(counts)}.`;
}
