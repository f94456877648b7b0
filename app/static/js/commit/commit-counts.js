/* What a commit does, in numbers and in one sentence. Pure. */
import { count, plural } from "../shared/format.js";

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
  return `Commit: ${countsLine(counts)}.`;
}

/** What a done page says. `undo` is what could be taken back: an earlier commit's where this one wrote nothing. */
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
  return `${said} An earlier commit of this session stands: ${earlier}.`;
}

/** What an undo would do, asked before. */
export function undoQuestion({ removed, restored, moved_back: moved, returned }) {
  const parts = [
    [removed, removed === 1 ? "leaves the library" : "leave the library"],
    [restored, restored === 1 ? "gets its old values back" : "get their old values back"],
    [moved, moved === 1 ? "gets its old path back" : "get their old path back"],
    [returned, returned === 1 ? "returns to the library" : "return to the library"],
  ];
  return `${parts
    .filter(([number]) => number > 0)
    .map(([number, words]) => `${plural(number, "file")} ${words}`)
    .join(", ")}. Nothing on the disk is touched.`;
}
