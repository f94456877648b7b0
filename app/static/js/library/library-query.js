/* What the library's page shows, between address, controls and API. Pure. */

export const PAGE_SIZE = 60;
export const DEFAULT_SORT = "added desc";
const MEGABYTE = 1_000_000;
const SORTS = new Set(["added", "captured", "score", "size", "path"].flatMap((by) => [`${by} desc`, `${by} asc`]));

/** Field → what a chip says of its value. In the order of the controls. */
export const FIELDS = {
  kind: (value) => ({ image: "Images", video: "Videos" })[value] ?? value,
  favourite: (value) => (value === "true" ? "Favourites" : "No favourites"),
  nsfw: (value) => (value === "true" ? "NSFW" : "Not NSFW"),
  tool: (value) => value,
  model: (value) => value,
  format: (value) => value.toUpperCase(),
  score_from: (value) => (value === "-1" ? "Any score at all" : value === "5" ? "Score 5" : `Score ${value} or more`),
  captured_from: (value) => `Captured from ${value}`,
  captured_to: (value) => `Captured to ${value}`,
  added_from: (value) => `Added from ${value}`,
  added_to: (value) => `Added to ${value}`,
  size_from: (value) => `From ${value} MB`,
  size_to: (value) => `To ${value} MB`,
  folder: (value) => `In ${value}`,
};

/** `{ q, keywords, sort, fields: { field: value } }` from the address's search; what makes no sense is left out. */
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

/** The address's search for a view, with its `?`: only what differs from the default. */
export function searchFor({ q, keywords, sort, fields }) {
  const pairs = [
    ...(q ? [["q", q]] : []),
    ...keywords.map((word) => ["keyword", word]),
    ...known(fields),
    ...(sort === DEFAULT_SORT ? [] : [["sort", sort]]),
  ];
  return pairs.length ? `?${new URLSearchParams(pairs)}` : "";
}

/** The API's query for a view: pairs, since keywords come several times. `after` is the page before's `next`. */
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

/** Whether the last word is still too short to find longer ones: while it is typed, the search waits. */
export function isUnfinished(typed) {
  return /(?:^|\s)-?[a-z0-9]{1,2}$/i.test(typed);
}

export function isFiltered({ q, keywords, fields }) {
  return q !== "" || keywords.length > 0 || known(fields).length > 0;
}

/** How many filters are chosen beside the words. */
export function filterCount({ keywords, fields }) {
  return keywords.length + known(fields).length;
}

function known(fields) {
  return Object.keys(FIELDS).flatMap((name) => (fields[name] ? [[name, fields[name]]] : []));
}

function inBytes(megabytes) {
  const size = Math.round(Number(megabytes) * MEGABYTE);
  return Number.isFinite(size) ? String(size) : megabytes; // the server says what is wrong with it
}
