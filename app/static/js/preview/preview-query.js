/* What the preview shows, between address and API. Pure. */

export const PAGE_SIZE = 60;
export const DEFAULT_SORT = "path asc";
const GROUPS = 12;
const SHOWS = new Set(["all", "ok", "failed", "skipped", "nsfw", "warnings", "edited", "left", "duplicates"]);
const GROUPS_SHOWN = new Set(["new", "changed", "moved", "duplicate", "same", "gone"]);
const KINDS = new Set(["exact", "pixels", "near"]);
const DEFAULT_KIND = "exact";

/** `{ show, group, stack, kind, keyword, q, sort, page }` from the address's query; what makes no sense is the default. */
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

/** The address's query for a view: only what differs from the default. */
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

/** The API's query for a view; `isFolding` asks for one file of each stack. An opened stack is never folded. */
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

/** Whether a view shows one file for each stack: the library's own files, which are gone, have none. */
export function isFolded({ group, stack }, isFolding) {
  return isFolding && stack === "" && group !== "gone";
}

/** The API's query for a page of duplicates. */
export function duplicatesQuery({ kind, page }) {
  return { kind, page, page_size: GROUPS };
}

export function isFiltered({ show, group, keyword, q }) {
  return show !== "all" || group !== "" || keyword !== "" || q !== "";
}
