/* A table of accounts, tokens and the like: rows of cells, each with a label of its own where the screen is narrow. */
import { element } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

/**
 * Shows `rows` in `place`: each a list of nodes or texts, as many as there are `columns`; a column without a name
 * holds buttons. `label` names the table; `empty` is said where there is nothing.
 */
export function showTable(place, { label, columns, rows, empty }) {
  if (rows.length === 0) {
    place.replaceChildren(element("p", { class: "empty-line", text: empty }));
    return;
  }
  const head = element("tr", { role: "row" }, ...columns.map(buildHeading));
  place.replaceChildren(
    // The roles stay when CSS makes cards of the rows.
    element(
      "table",
      { class: "access-table", role: "table", "aria-label": label },
      element("thead", { role: "rowgroup" }, head),
      element("tbody", { role: "rowgroup" }, ...buildRows(columns, rows)),
    ),
  );
}

export function buildRows(columns, rows) {
  return rows.map((cells) =>
    element("tr", { role: "row" }, ...cells.map((content, place) => buildCell(columns[place], content))),
  );
}

/** A button of a row, which names what it does for screen readers. It is busy until `press()` is done. */
export function rowButton(text, label, press) {
  const button = element("button", { class: "button", type: "button", text, "aria-label": label });
  button.addEventListener("click", async () => {
    button.setAttribute("aria-busy", "true");
    await press();
    button.removeAttribute("aria-busy");
  });
  return button;
}

/** A stranger's text, in its own direction. */
export function foreign(text, note = "") {
  const words = element("span", { class: "access-name" }, element("bdi", { text }));
  if (note) words.append(" ", element("span", { class: "badge", text: note }));
  return words;
}

function buildHeading(name) {
  const heading = element("th", { role: "columnheader", scope: "col" });
  heading.append(name || element("span", { class: "visually-hidden", text: translate("account-actions") }));
  return heading;
}

function buildCell(name, content) {
  const cell = element("td", { role: "cell", class: name ? null : "access-actions" });
  if (name) cell.dataset.label = name;
  cell.append(...(Array.isArray(content) ? content : [content]));
  return cell;
}
