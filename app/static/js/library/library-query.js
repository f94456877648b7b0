/* The view of the library, as address and as a query of the API. Pure. */

export const PAGE_SIZE = 60;
export const DEFAULT_SORT = "added desc";
const MEGABYTE = 1_000_000;
const SORTS = new Set(["added", "captured", "score", "size", "path"].flatMap((by) => [`${by} desc`, `${by} asc`]));

/** Field → the label of a chip with its value, in the order of the controls. */
export const FIELDS = {
  kind: (value) => ({ image: "Images", video: "Videos" })[value] ?? value,
  favourite: (value) => (value === "true" ? "Favourites" : "No favourites"),
  nsfw: (value) => (value === "true" ? "NSFW" : "Not NSFW"),
  tool: (value) => value,
  model: (value) => value,
  format: (value) => value.toUpperCase(),
  score_from: (value) => (value === "-1" ? "Rated (any)" : value === "5" ? "Score 5" : `Score ${value} or more`),
  captured_from: (value) => `Captured from ${value}`,
  captured_to: (value) => `Captured to ${value}`,
  added_from: (value) => `Added from ${value}`,
  added_to: (value) => `Added to ${value}`,
  size_from: (value) => `From ${value} MB`,
  size_to: (value) => `To ${value} MB`,
  folder: (value) => `In ${value}`,
};

/** Reads `{ q, keywords, sort, fields: { field: value } }` from the address's search; ignores invalid values. */
export function viewFrom(search) {
  const given = new URLSearchParams(search);
  const sort = given.get("sort");
  return {
    q: given.get("q") ?? "",
    keywords: [...new Set(given.getAll("keyword").filter(Boolean))],
    sort: SORTS.has(sort) ? sort : DEFAULT_SORT,
    fields: Object.fromEntries(
      Object.keys(FIELDS).flatMap((name) => (given.get(name) ? [[name, given.get(name)]] : [])),
    ),
  };
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

/** Returns the API's query for a view, as pairs: keywords may repeat. `after`: the `next` of the page before. */
export function apiQuery({ q, keywords, sort, fields }, after = null) {
  const [by, order] = sort.split(" ");
  return [
    ...(q ? [["q", q]] : []),
    ...keywords.map((word) => ["keyword", word]),
    ...known(fields).map(([name, value]) => [name, name.startsWith("size_") ? inBytes(value) : value]),
    ["sort", by],
    ["order", order],
    ["limit", PAGE_SIZE],
    ...(after === null ? [] : [["after", after]]),
  ];
}

/** Whether the last word is too short for a prefix search: the search waits until more is typed. */
export function isUnfinished(typed) {
  return /(?:^|\s)-?[a-z0-9]{1,2}$/i.test(typed);
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

function inBytes(megabytes) {
  const size = Math.round(Number(megabytes) * MEGABYTE);
  return Number.isFinite(size) ? String(size) : megabytes; // The server says what is wrong with it.
}
