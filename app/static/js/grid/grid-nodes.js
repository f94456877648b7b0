/* What stands in the grid: cards, skeletons of what is being loaded, and what could not be loaded. */
import { element, fragment, setText } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

/** Returns the card of `file`, made by `kit` from the card `known` if it is given. `kind`: the kind of the layout. */
export function buildCard(kit, file, place, { known, kind }) {
  const card = kit.build(file, place, known);
  if (kind === "list") kit.showColumns(card, file);
  return card;
}

/** Returns what stands for a card: a skeleton, or the `error` because of which there is none. */
export function placeholder(error) {
  if (error === null)
    return element("li", { class: "grid-skeleton", tabindex: "-1", "aria-label": translate("grid-loading") });
  const failed = fragment("grid-failed");
  setText(failed.querySelector("span"), error.message);
  return failed;
}

/** Returns the title of a group, `size` files large. `words`: what the files have in common. */
export function sectionTitle({ size, shown, words }) {
  const title = element("h2", {}, element("b", { text: translate("grid-group", { files: size }) }), ` ${words}`);
  if (size > shown) title.append(element("span", { text: translate("grid-group-first", { files: shown }) }));
  return element("li", { class: "grid-title", "data-testid": "duplicate-group" }, title, fragment("compare-group"));
}

export function placeOf(node) {
  return Number(node.closest("[data-place]").dataset.place);
}

/** Returns what takes the focus in an element of the grid. */
export function focusable(node) {
  return node?.querySelector(".file-open, .grid-retry") ?? node;
}
