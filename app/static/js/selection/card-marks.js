/* The boxes on the cards that show which files are selected. */
import { element, setAttribute, setFlag } from "../shared/dom.js";
import { translate } from "../texts/translate.js";
import { isSelectable } from "./selection-store.js";

export class CardMarks {
  #selection;

  /** `cards`: the `CardSet` of the grid. */
  constructor(list, selection, grid, cards) {
    this.#selection = selection;
    setFlag(grid, "selectable", true);
    cards.addEventListener("card", ({ detail }) => this.#mark(detail.card, detail.file));
    selection.addEventListener("change", () => {
      setFlag(grid, "selecting", !selection.isEmpty);
      for (const [place, node] of cards.entries()) if (node.dataset.id) this.#mark(node, list.at(place));
    });
  }

  #mark(card, file) {
    if (!isSelectable(file)) return;
    const isSelected = this.#selection.has(file.id);
    setFlag(card, "selected", isSelected);
    const box = card.querySelector(".file-select") ?? addBox(card);
    setAttribute(box, "aria-checked", isSelected);
    setAttribute(box, "aria-label", translate("selection-box", { name: file.name }));
  }
}

function addBox(card) {
  const box = element("button", { type: "button", class: "file-select", role: "checkbox", tabindex: "-1" });
  box.dataset.testid = "card-select";
  card.append(box);
  return box;
}
