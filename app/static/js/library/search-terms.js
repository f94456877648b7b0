/* The parts of a typed search as chips, and where a search is wrong. Loaded when something is typed. */
import { api } from "../shared/api.js";
import { byId, element, fragment, setText } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

/**
 * Returns the terms of a search; null after it was shown where the search is wrong. Without an answer there are no
 * terms: the list, which is asked next, says what is the matter.
 */
export async function parseSearch(typed) {
  try {
    const { terms } = typed === "" ? { terms: [] } : await api.libraryTerms(typed);
    hideSearchError();
    return terms;
  } catch (error) {
    if (error.data?.position !== undefined) {
      showSearchError(typed, error);
      return null;
    }
    console.warn("The terms of the search are not known.", error.message);
    return [];
  }
}

/** Positions are in characters, of which some are two units of a string. */
function showSearchError(typed, { message, cure, data: { position, length } }) {
  const characters = [...typed];
  const part = (from, to) => characters.slice(from, to).join("");
  byId("search-error-text").replaceChildren(
    document.createTextNode(part(0, position)),
    element("mark", { text: part(position, position + length) || "\u00a0" }),
    document.createTextNode(part(position + length)),
  );
  setText(byId("search-error-message"), `${message} ${cure}`);
  byId("search-error").hidden = false;
  byId("words").setAttribute("aria-invalid", "true");
}

export function hideSearchError() {
  byId("search-error").hidden = true;
  byId("words").removeAttribute("aria-invalid");
}

export function buildTermChips(terms) {
  return terms.map((term) => {
    const text = term.excluded ? translate("library-term-not", { term: term.text }) : term.text;
    const chip = element(
      "button",
      { class: "chip", type: "button", "aria-label": translate("library-chosen-remove", { filter: text }) },
      element("span", { text, dir: "auto" }),
      fragment("away"),
    );
    Object.assign(chip.dataset, { term: "", start: term.start, end: term.end });
    return chip;
  });
}

/** Returns a search without the term of a chip. */
export function withoutTerm(typed, { start, end }) {
  const characters = [...typed];
  const before = characters
    .slice(0, Number(start))
    .join("")
    .replace(/\s*(?:AND)?\s*$/, " ");
  return `${before}${characters
    .slice(Number(end))
    .join("")
    .replace(/^\s*(?:AND\s)?/, "")}`.trim();
}

/** Returns a search with one more term. What would otherwise be an alternative is put in brackets. */
export function withTerm(typed, term) {
  if (typed.trim() === "") return term;
  return /(?:^|\s)OR(?:\s|$)/.test(typed) ? `(${typed.trim()}) ${term}` : `${typed.trim()} ${term}`;
}
