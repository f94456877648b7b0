/* The filters in use, as chips; pressing one removes it. */
import { byId, element, fragment, setText } from "../shared/dom.js";
import { count } from "../shared/format.js";
import { translate } from "../texts/translate.js";
import { FIELDS, filterCount } from "./library-query.js";

/** `terms`: chips of what is typed. */
export function showChosenFilters(view, terms) {
  const names = Object.keys(FIELDS).filter((name) => view.fields[name]);
  const chips = [
    ...terms,
    ...view.keywords.map((word) => buildChip("keyword", word, translate("library-chosen-keyword", { keyword: word }))),
    ...names.map((name) => buildChip(name, view.fields[name], FIELDS[name](view.fields[name]))),
  ];
  byId("chosen").replaceChildren(...chips);
  byId("chosen").hidden = chips.length === 0;
  const number = filterCount(view);
  byId("filters-count").hidden = number === 0;
  setText(byId("filters-count"), count(number));
}

function buildChip(name, chosen, text) {
  const chip = element(
    "button",
    { class: "chip", type: "button", "aria-label": translate("library-chosen-remove", { filter: text }) },
    element("span", { text, dir: "auto" }),
    fragment("away"),
  );
  Object.assign(chip.dataset, { name, chosen });
  return chip;
}
