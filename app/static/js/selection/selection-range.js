/* The files between two places, of which some are not loaded. */
import { translate } from "../texts/translate.js";
import { showNotice } from "./notice.js";
import { isSelectable, MOST } from "./selection-store.js";

/** Resolves to the ids of the files from place `from` to `to`, in either order. */
export async function fetchRange(list, from, to) {
  const [first, last] = [Math.min(from, to), Math.max(from, to)];
  if (last - first >= MOST) {
    showNotice(translate("selection-range-too-long"));
    return [];
  }
  const ids = [];
  for (let place = first; place <= last; place += 1) {
    const file = list.at(place) ?? (await list.fetchAt(place));
    if (isSelectable(file)) ids.push(file.id);
  }
  return ids;
}
