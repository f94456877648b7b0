/* The table of what differs between the files that are compared. */
import { element } from "../shared/dom.js";
import { translate } from "../texts/translate.js";
import { differences } from "./differences.js";

/** Returns the table, or a sentence when nothing differs. */
export function differenceTable(files) {
  const rows = differences(files);
  if (rows.length === 0) return element("p", { class: "compare-same", text: translate("compare-same") });
  const names = files.map((_, place) => element("th", { scope: "col", text: String(place + 1) }));
  const head = element("tr", {}, element("th", { scope: "col", text: translate("compare-differs") }), ...names);
  const body = element("tbody", {}, ...rows.map(row));
  return element("table", { class: "compare-table", "data-testid": "differences" }, element("thead", {}, head), body);
}

function row({ field, cells }) {
  return element("tr", {}, element("th", { scope: "row", text: field }), ...cells.map(cell));
}

/** What all files have is plain, the rest is marked. */
function cell(terms) {
  if (terms.length === 0) return element("td", { class: "compare-none", text: translate("compare-none") });
  const isList = terms.length > 1;
  const parts = terms.map(({ text, isCommon }) =>
    element(isList && !isCommon ? "mark" : "span", { text, dir: "auto" }),
  );
  return element("td", {}, ...parts.flatMap((part, place) => (place === 0 ? [part] : [", ", part])));
}
