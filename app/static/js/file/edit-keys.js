/* Keys that edit a file, on its card and in the detail: digits, minus, Delete, f. Pure. */

const SCORES = { 0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, "-": -1, Delete: null };
const FAVOURITE = "f";

/** Returns the `{ score }` or `{ favourite }` that a key sets; null for other keys. */
export function editFor(key, { favourite }) {
  if (key === FAVOURITE) return { favourite: !favourite };
  return key in SCORES ? { score: SCORES[key] } : null;
}

/** `4 of 5`, `rejected`, `none`. */
export function scoreWord(score) {
  if (score === null) return "none";
  return score === -1 ? "rejected" : `${score} of 5`;
}

/** Says what was saved. */
export function savedSentence(change) {
  if ("score" in change) return `Saved: score ${scoreWord(change.score)}.`;
  if ("favourite" in change) return change.favourite ? "Saved: favourite." : "Saved: no favourite.";
  return `Saved: ${change.keywords.length} ${change.keywords.length === 1 ? "keyword" : "keywords"}.`;
}
