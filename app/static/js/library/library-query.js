/* The view of the library, as address and as a query of the API. Pure. */

import { PAGE_SIZE } from "../file/file-pages.js";
import { LANGUAGE, translate } from "../texts/translate.js";
import { collectionPaths } from "./collection-names-store.js";
import { boundWords } from "./dates.js";

export const DEFAULT_SORT = "added desc";
const MEGABYTE = 1_000_000;
const TO_THE_BYTE = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 6 });
/** The order that was made by hand: only a collection has it. */
export const BY_HAND = "collection asc";
const SORTS = new Set([
  ...["added", "captured", "score", "size", "path"].flatMap((by) => [`${by} desc`, `${by} asc`]),
  BY_HAND,
]);

const KINDS = { image: translate("library-images"), video: translate("library-videos") };

/** Field → the label of a chip with its value, in the order of the controls. */
export const FIELDS = {
  kind: (value) => KINDS[value] ?? value,
  favourite: (value) => (value === "true" ? translate("library-favourites") : translate("library-not-favourites")),
  nsfw: (value) => (value === "true" ? translate("library-nsfw") : translate("library-not-nsfw")),
  hidden: () => translate("library-hidden"),
  pixels_read: (value) => (value === "false" ? translate("library-unread") : translate("library-not-unread")),
  tool: (value) => value,
  model: (value) => value,
  format: (value) => value.toUpperCase(),
  score_from: scoreLabel,
  captured_from: (value) => translate("library-chosen-captured-from", { date: boundWords(value) }),
  captured_to: (value) => translate("library-chosen-captured-to", { date: boundWords(value) }),
  added_from: (value) => translate("library-chosen-added-from", { date: boundWords(value, { isUtc: true }) }),
  added_to: (value) => translate("library-chosen-added-to", { date: boundWords(value, { isUtc: true }) }),
  commit: (value) => translate("library-chosen-commit", { commit: value }),
  size_from: (value) => translate("library-chosen-size-from", { megabytes: megabyteWords(value) }),
  size_to: (value) => translate("library-chosen-size-to", { megabytes: megabyteWords(value) }),
  collection: (value) => translate("library-chosen-collection", { collection: collectionPaths.get(value) ?? value }),
  folder: (value) => translate("library-chosen-folder", { folder: value }),
};

/** Reads `{ q, keywords, sort, fields: { field: value } }` from the address's search; ignores invalid values. */
export function viewFrom(search) {
  const given = new URLSearchParams(search);
  const sort = given.get("sort");
  return withSort({
    q: given.get("q") ?? "",
    keywords: [...new Set(given.getAll("keyword").filter(Boolean))],
    sort: SORTS.has(sort) ? sort : DEFAULT_SORT,
    fields: Object.fromEntries(
      Object.keys(FIELDS).flatMap((name) => (given.get(name) ? [[name, given.get(name)]] : [])),
    ),
  });
}

/** Returns a view that has an order: outside a collection there is none that was made by hand. */
export function withSort(view) {
  return view.sort === BY_HAND && !view.fields.collection ? { ...view, sort: DEFAULT_SORT } : view;
}

/** Returns the view that shows a saved search, which the API describes by a query string. */
export function viewFromApi(search) {
  const given = new URLSearchParams(search);
  given.set("sort", `${given.get("sort") ?? "added"} ${given.get("order") ?? "desc"}`);
  for (const name of ["size_from", "size_to"]) {
    if (given.get(name)) given.set(name, String(Number(given.get(name)) / MEGABYTE));
  }
  return viewFrom(given);
}

/** Returns the address's search for a view, with its `?`: only what differs from the default. */
export function searchFor({ q, keywords, sort, fields }) {
  const pairs = [
    ...(q ? [["q", q]] : []),
    ...keywords.map((word) => ["keyword", word]),
    ...known(fields),
    ...(sort === DEFAULT_SORT ? [] : [["sort", sort]]),
  ];
  return pairs.length ? `?${new URLSearchParams(pairs)}` : "";
}

/** Returns the API's query for a part of a view, as pairs: keywords may repeat. `part`: `{ offset, limit, view }`. */
export function apiQuery({ q, keywords, sort, fields }, part = { limit: PAGE_SIZE }) {
  const [by, order] = sort.split(" ");
  return [
    ...(q ? [["q", q]] : []),
    ...keywords.map((word) => ["keyword", word]),
    ...known(fields).map(([name, value]) => [name, name.startsWith("size_") ? inBytes(value) : value]),
    ["sort", by],
    ["order", order],
    ...Object.entries(part),
  ];
}

/** Returns the parameters of the search of a view, without its pages, as a guest link keeps them. */
export function searchParameters(view) {
  const pairs = apiQuery(view).filter(([name]) => name !== "limit" && name !== "keyword");
  return { ...Object.fromEntries(pairs), keyword: view.keywords };
}

/** Whether the last word is too short for a prefix search, or a field has no value yet: the search waits for more. */
export function isUnfinished(typed) {
  return /(?:^|[\s(])-?(?:[a-z0-9]{1,2}|[a-z]+:)$/i.test(typed) || /(?:^|\s)(?:AND|OR|NOT)\s*$/.test(typed);
}

export function isFiltered({ q, keywords, fields }) {
  return q !== "" || keywords.length > 0 || known(fields).length > 0;
}

/** Returns how many filters are in use besides the words. */
export function filterCount({ keywords, fields }) {
  return keywords.length + known(fields).length;
}

function known(fields) {
  return Object.keys(FIELDS).flatMap((name) => (fields[name] ? [[name, fields[name]]] : []));
}

function scoreLabel(stars) {
  if (stars === "-1") return translate("library-rated");
  return stars === "5"
    ? translate("library-chosen-score", { stars })
    : translate("library-chosen-score-least", { stars });
}

/** What is no number stays as it is: the server says what is wrong with it. */
function megabyteWords(megabytes) {
  return Number.isFinite(Number(megabytes)) ? TO_THE_BYTE.format(Number(megabytes)) : megabytes;
}

function inBytes(megabytes) {
  const size = Math.round(Number(megabytes) * MEGABYTE);
  return Number.isFinite(size) ? String(size) : megabytes; // The server says what is wrong with it.
}
