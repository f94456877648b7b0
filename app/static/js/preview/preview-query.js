/* The view of the preview, as address and as a query of the API. Pure. */

export const DEFAULT_SORT = "path asc";
const SHOWS = new Set([
  "all",
  "ok",
  "failed",
  "skipped",
  "nsfw",
  "warnings",
  "without_pixels",
  "edited",
  "left",
  "duplicates",
]);
const GROUPS_SHOWN = new Set(["new", "changed", "moved", "duplicate", "same", "gone"]);
const KINDS = new Set(["exact", "pixels", "near"]);
const DEFAULT_KIND = "exact";

/** Reads `{ show, group, stack, kind, keyword, q, sort }` from the address; invalid values become the default. */
export function viewFrom(query) {
  return {
    show: SHOWS.has(query.show) ? query.show : "all",
    group: GROUPS_SHOWN.has(query.group) ? query.group : "",
    stack: query.stack ?? "",
    kind: KINDS.has(query.kind) ? query.kind : DEFAULT_KIND,
    keyword: query.keyword ?? "",
    q: query.q ?? "",
    sort: query.sort ?? DEFAULT_SORT,
  };
}

/** Returns the address's query for a view: only what differs from the default. */
export function queryFor({ show, group, stack, kind, keyword, q, sort }) {
  return {
    ...(show !== "all" && { show }),
    ...(group && { group }),
    ...(stack && { stack }),
    ...(kind !== DEFAULT_KIND && { kind }),
    ...(keyword && { keyword }),
    ...(q && { q }),
    ...(sort !== DEFAULT_SORT && { sort }),
  };
}

/**
 * Returns the API's query for a part of a view: `{ offset, around, limit, view }`. `isFolding` asks for one file per
 * stack; an opened stack is never folded.
 */
export function apiQuery(view, { limit, ...part }, isFolding = false) {
  const [sort, order] = view.sort.split(" ");
  return { ...part, page_size: limit, sort, order, ...apiFilter(view, isFolding) };
}

/** Returns the filters of a view as the API takes them. */
export function apiFilter({ show, group, stack, keyword, q }, isFolding = false) {
  return {
    ...(["ok", "failed", "skipped"].includes(show) && { outcome: show }),
    ...(show === "nsfw" && { nsfw: true }),
    ...(show === "warnings" && { warnings: true }),
    ...(show === "without_pixels" && { pixels_read: false }),
    ...(show === "edited" && { edited: true }),
    ...(show === "left" && { choice: "leave" }),
    ...(group && { relation: group }),
    ...(stack && { stack }),
    ...(isFolded({ group, stack }, isFolding) && { fold: true }),
    ...(keyword && { keyword }),
    ...(q && { q }),
  };
}

/** Whether a view shows one file per stack. Gone files are the library's own and belong to no stack. */
export function isFolded({ group, stack }, isFolding) {
  return isFolding && stack === "" && group !== "gone";
}

export function isSameView(view, other) {
  return Object.keys(view).every((name) => view[name] === other[name]);
}

export function isFiltered({ show, group, keyword, q }) {
  return show !== "all" || group !== "" || keyword !== "" || q !== "";
}
