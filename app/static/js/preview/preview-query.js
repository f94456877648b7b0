/* The view of the preview, as address and as a query of the API. Pure. */

export const PAGE_SIZE = 60;
export const DEFAULT_SORT = "path asc";
const GROUPS = 12;
const SHOWS = new Set(["all", "ok", "failed", "skipped", "nsfw", "warnings", "edited", "left", "duplicates"]);
const GROUPS_SHOWN = new Set(["new", "changed", "moved", "duplicate", "same", "gone"]);
const KINDS = new Set(["exact", "pixels", "near"]);
const DEFAULT_KIND = "exact";

/** Reads `{ show, group, stack, kind, keyword, q, sort, page }` from the address; invalid values become the default. */
export function viewFrom(query) {
  return {
    show: SHOWS.has(query.show) ? query.show : "all",
    group: GROUPS_SHOWN.has(query.group) ? query.group : "",
    stack: query.stack ?? "",
    kind: KINDS.has(query.kind) ? query.kind : DEFAULT_KIND,
    keyword: query.keyword ?? "",
    q: query.q ?? "",
    sort: query.sort ?? DEFAULT_SORT,
    page: Math.max(1, Number.parseInt(query.page, 10) || 1),
  };
}

/** Returns the address's query for a view: only what differs from the default. */
export function queryFor({ show, group, stack, kind, keyword, q, sort, page }) {
  return {
    ...(show !== "all" && { show }),
    ...(group && { group }),
    ...(stack && { stack }),
    ...(kind !== DEFAULT_KIND && { kind }),
    ...(keyword && { keyword }),
    ...(q && { q }),
    ...(sort !== DEFAULT_SORT && { sort }),
    ...(page > 1 && { page: String(page) }),
  };
}

/** Returns the API's query for a view. `isFolding` asks for one file per stack; an opened stack is never folded. */
export function apiQuery({ show, group, stack, keyword, q, sort, page }, isFolding = false) {
  const [by, order] = sort.split(" ");
  return {
    page,
    page_size: PAGE_SIZE,
    sort: by,
    order,
    ...(["ok", "failed", "skipped"].includes(show) && { outcome: show }),
    ...(show === "nsfw" && { nsfw: true }),
    ...(show === "warnings" && { warnings: true }),
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

/** Returns the API's query for a page of copies. */
export function duplicatesQuery({ kind, page }) {
  return { kind, page, page_size: GROUPS };
}

export function isFiltered({ show, group, keyword, q }) {
  return show !== "all" || group !== "" || keyword !== "" || q !== "";
}
