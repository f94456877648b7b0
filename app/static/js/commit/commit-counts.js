/* What a commit does, in numbers and in one sentence. Pure. */
import { translate } from "../texts/translate.js";

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

/** How many library files a commit would change, add or remove; 0 while that is unknown. */
export function pendingFiles(counts) {
  return counts === null ? 0 : counts.added + counts.updated + counts.moved + counts.removed;
}

/** Counts the files that the user excluded. Failed and unchanged files are not among them. */
export function leftOut(groups) {
  return LEFT_OUT.reduce((sum, relation) => sum + groups[relation].files - groups[relation].applied, 0);
}

/** Counts the cards of the files that the user excluded. */
export function itemsLeftOut(groups) {
  return LEFT_OUT.reduce((sum, relation) => sum + groups[relation].items - groups[relation].items_applied, 0);
}

/** `12 added, 3 updated; 5 excluded`, without zeros. */
export function countsLine({ added, updated, moved, removed, left }) {
  const done = listed([
    [added, (files) => translate("commit-counts-added", { files })],
    [updated, (files) => translate("commit-counts-updated", { files })],
    [moved, (files) => translate("commit-counts-moved", { files })],
    [removed, (files) => translate("commit-counts-removed", { files })],
  ]);
  const changes = done || translate("commit-counts-nothing");
  return left ? translate("commit-counts-excluded", { changes, files: left }) : changes;
}

/** `parts`: `[number, say]`; those of no file are left out. */
function listed(parts) {
  return parts
    .filter(([number]) => number > 0)
    .map(([number, say]) => say(number))
    .join(", ");
}

export function commitSentence(counts) {
  return translate("commit-sentence", { counts: countsLine(counts) });
}

/** What one commit of the journal did: `12 added; 1 excluded`. */
export function journalLine({ created, updated, moved, removed, left_out: left }) {
  return countsLine({ added: created, updated, moved, removed, left: left ?? 0 });
}

/** `undoable`: the commit that an undo would take back, an earlier one where `commit` itself wrote nothing. */
export function doneSentence(commit, undoable) {
  const counts = journalLine(commit);
  if (undoable === null || undoable.commit_id === commit.commit_id) return translate("commit-done", { counts });
  const earlier = journalLine({ ...undoable, left_out: 0 });
  return translate("commit-done-earlier", { counts, earlier });
}

/** Says what an undo of a commit of the journal would do, for the question before it. */
export function undoQuestion({ created, updated, moved, removed }) {
  const changes = listed([
    [created, (files) => translate("commit-undo-added", { files })],
    [updated, (files) => translate("commit-undo-updated", { files })],
    [moved, (files) => translate("commit-undo-moved", { files })],
    [removed, (files) => translate("commit-undo-removed", { files })],
  ]);
  return translate("commit-undo-question", { changes });
}

/** Says what an undo did. */
export function undoneSentence({ removed, restored, moved_back: moved = 0, returned = 0 }) {
  const changes = listed([
    [removed, (files) => translate("commit-undone-added", { files })],
    [restored, (files) => translate("commit-undone-updated", { files })],
    [moved, (files) => translate("commit-undone-moved", { files })],
    [returned, (files) => translate("commit-undone-removed", { files })],
  ]);
  return changes ? translate("commit-undone", { changes }) : translate("commit-undone-nothing");
}
