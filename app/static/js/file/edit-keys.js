/* Keys that edit a file, on its card and in the viewer: digits, minus, Delete, f. Pure. */
import { translate } from "../texts/translate.js";

const SCORES = { 0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, "-": -1, Delete: null };
const FAVOURITE = "f";

/** Returns the `{ score }` or `{ favourite }` that a key sets; null for other keys. */
export function editFor(key, { favourite }) {
  if (key === FAVOURITE) return { favourite: !favourite };
  return key in SCORES ? { score: SCORES[key] } : null;
}

/** `4 of 5`, `rejected`, `none`. */
export function scoreWord(score) {
  if (score === null) return translate("file-score-none");
  return score === -1 ? translate("file-score-rejected") : translate("file-score-stars", { score });
}
