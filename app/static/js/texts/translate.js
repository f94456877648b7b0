/* The page's texts, in its language: the server rendered them into the page, parsed. */

/** As in BCP 47. */
export const LANGUAGE = document.documentElement.lang || "en";
/** The browser's own variant of the page's language, `en-GB` for example: it says how dates are written. */
export const LOCALE = navigator.languages.find((each) => isLocale(each) && each.startsWith(LANGUAGE)) ?? LANGUAGE;
/** A private-use character. */
const FIRST_SLOT = 0xe000;
const SLOT = /([\ue000-\ue00f])/;
/** Whether dates can be written in it. A browser may name one that is none: “en-US@posix” for the language C. */
function isLocale(name) {
  try {
    return Intl.getCanonicalLocales(name).length > 0;
  } catch {
    return false;
  }
}

const NUMBER = new Intl.NumberFormat(LANGUAGE);
const PLURAL = new Intl.PluralRules(LANGUAGE);
/** `app/delivery/translations.py` says what a pattern is. */
const PATTERNS = Object.freeze(JSON.parse(document.getElementById("page-texts").textContent));

/** Returns a text with `values` in it. The server puts its place in the list where `id` stands, always a literal. */
export function translate(id, values = {}) {
  return compose(PATTERNS[id] ?? id, values);
}

function compose(pattern, values) {
  if (typeof pattern === "string") return pattern;
  return pattern.map((part) => (typeof part === "string" ? part : insert(part, values))).join("");
}

function insert([name, choices, other], values) {
  const value = values[name];
  if (!choices) return typeof value === "number" ? NUMBER.format(value) : value;
  const keys = [String(value), typeof value === "number" ? PLURAL.select(value) : other, other];
  return compose(choices[keys.find((key) => Object.hasOwn(choices, key))], values);
}

/** Stands in a text for a node: `translate("id", { link: slot(0) })`. */
export function slot(number) {
  return String.fromCharCode(FIRST_SLOT + number);
}

/** Returns the pieces of a text and, where its slots are, the nodes: what `append` takes. */
export function fillSlots(text, ...nodes) {
  return text.split(SLOT).map((piece) => nodes[piece.charCodeAt(0) - FIRST_SLOT] ?? piece);
}
