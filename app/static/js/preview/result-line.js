/* The line above the files: how many there are. Pure. */
import { translate } from "../texts/translate.js";

/** `1,000 files`, `68 matches`; a folded stack is a card of several files. */
export function resultLine({ total, isFiltered, isFolded }) {
  if (total === 0) return "";
  if (isFolded) return translate("preview-cards", { cards: total });
  return isFiltered ? translate("preview-matches", { files: total }) : translate("preview-files", { files: total });
}
