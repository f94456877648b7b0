/* What a commit does, in numbers and in one sentence. Pure. */
import { count, plural } from "../shared/format.js";

const LEFT_OUT = ["new", "changed", "moved", "duplicate"];

/** Returns `{ added, updated, moved, removed, left }` of a plan. None is removed while gone files are unknown. */
export function countsOf({ groups, gone_withheld: withheld }) {
  return {
    added: groups.new.applied + groups.duplicate.applied,
    updated: groups.changed.applied,
    moved: groups.moved.applied,
    removed: withheld ? 0 : groups.gone.applied,
    left: leftOut(groups),
  };
}

/** Counts the files that the user left out. Failed and unchanged files are not among them. */
export function leftOut(groups) {
  return LEFT_OUT.reduce((sum, relation) => sum + groups[relation].files - groups[relation].applied, 0);
}

/** `12 added, 3 updated; 5 left out`, without zeros. */
export function countsLine({ added, updated, moved, removed, left }) {
  const done = [
    [added, "added"],
    [updated, "updated"],
    [moved, "moved"],
    [removed, "removed"],
  ].filter(([number]) => number > 0);
  const parts = done.map(([number, word]) => `${count(number)} ${word}`).join(", ") || "nothing changes in the library";
  return left ? `${parts}; ${count(left)} left out` : parts;
}

export function commitSentence(counts) {
  return `On commit: ${countsLine(counts)}.`;
}

/** `undo`: what could be undone, which is an earlier commit where this one wrote nothing. */
export function doneSentence({ created, updated, moved, removed, undo }, left) {
  const said = `Committed: ${countsLine({ added: created, updated, moved, removed, left })}.`;
  if (undo === null || created + updated + moved + removed > 0) return said;
  const earlier = countsLine({
    added: undo.removed,
    updated: undo.restored,
    moved: undo.moved_back,
    removed: undo.returned,
    left: 0,
  });
  return `${said} An earlier commit of this session is still in the library: ${earlier}.`;
}

/** Says what an undo would do, for the question before it. */
export function undoQuestion({ removed, restored, moved_back: moved, returned }) {
  const parts = [
    [removed, removed === 1 ? "leaves the library" : "leave the library"],
    [restored, restored === 1 ? "gets its old values back" : "get their old values back"],
    [moved, moved === 1 ? "gets its old path back" : "get their old path back"],
    [returned, returned === 1 ? "returns to the library" : "return to the library"],
  ];
  const said = parts.filter(([number]) => number > 0).map(([number, words]) => `${plural(number, "file")} ${words}`);
  return `${said.join(", ")}. Nothing on the disk is touched.`;
}

/** Says what an undo did. */
export function undoneSentence({ removed, restored, moved_back: moved = 0, returned = 0 }) {
  const parts = [
    [removed, `${plural(removed, "file")} removed from the library`],
    [restored, `${plural(restored, "file")} restored to the old values`],
    [moved, `${plural(moved, "file")} moved back to the old path`],
    [returned, `${plural(returned, "file")} returned to the library`],
  ];
  const said = parts.filter(([number]) => number > 0).map(([, words]) => words);
  return `Undone: ${said.join(", ") || "nothing had changed"}. Nothing else changed.`;
}
