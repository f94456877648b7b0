/* The cards of files, and their columns in the list: what is known of a file, in a row. */
import { fileCard, fillCard, shownKey } from "../file/file-card.js";
import { element, setText } from "../shared/dom.js";
import { bytes, splitPath } from "../shared/format.js";
import { translate } from "../texts/translate.js";

const OUTCOMES = {
  ok: translate("grid-outcome-ok"),
  failed: translate("grid-outcome-failed"),
  skipped: translate("grid-outcome-skipped"),
  pending: translate("grid-outcome-pending"),
};

/** Name → the title of the column and its text for a file. The name of the file is on the card itself. */
export const COLUMNS = {
  folder: [translate("grid-column-folder"), ({ path }) => splitPath(path)[0]],
  size: [translate("grid-column-size"), ({ size }) => bytes(size)],
  pixels: [translate("grid-column-pixels"), ({ width, height }) => (width ? `${width} × ${height}` : "")],
  date: [translate("grid-column-date"), ({ captured_at: taken }) => taken?.slice(0, 16).replace("T", " ") ?? ""],
  score: [
    translate("grid-column-score"),
    ({ score, favourite }) => [score ?? "", favourite ? "♥" : ""].join(" ").trim(),
  ],
  tool: [translate("grid-column-tool"), ({ generation }) => generation?.tool ?? ""],
  model: [translate("grid-column-model"), ({ generation }) => generation?.model ?? ""],
  outcome: [translate("grid-column-outcome"), outcomeOf],
};

/** A failed file says why. */
function outcomeOf({ outcome, failures }) {
  const words = OUTCOMES[outcome] ?? outcome;
  return outcome === "failed" ? (failures[0]?.reason ?? words) : words;
}

/** Shows the columns on the card of a file. */
export function showColumns(card, file) {
  const open = card.querySelector(".file-open");
  for (const [name, [, text]] of Object.entries(COLUMNS)) {
    const known = open.querySelector(`[data-column="${name}"]`);
    const cell = known ?? element("span", { class: "file-column", "data-column": name, dir: "auto" });
    const value = String(text(file) ?? "");
    if (setText(cell, value)) cell.title = value;
    if (!known) open.append(cell);
  }
}

/** What a `VirtualGrid` shows files with. Another kind of card may have no columns: it is not shown in a list. */
export const FILE_CARDS = { build: fileCard, fill: fillCard, keyOf: shownKey, showColumns };
