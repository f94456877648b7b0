/* What the preview shows, between address and API. Pure. */

export const PAGE_SIZE = 60;
export const DEFAULT_SORT = "path asc";
const GROUPS = 12;
const SHOWS = new Set(["all", "ok", "failed", "skipped", "nsfw", "warnings", "duplicates"]);
const KINDS = new Set(["exact", "pixels", "near"]);
const DEFAULT_KIND = "exact";

/** `{ show, kind, keyword, q, sort, page }` from the address's query; what makes no sense is the default. */
export function viewFrom(query) {
  return {
    show: SHOWS.has(query.show) ? query.show : "all",
    kind: KINDS.has(query.kind) ? query.kind : DEFAULT_KIND,
    keyword: query.keyword ?? "",
    q: query.q ?? "",
    sort: query.sort ?? DEFAULT_SORT,
    page: Math.max(1, Number.parseInt(query.page, 10) || 1),
  };
}

/** The address's query for a view: only what differs from the default. */
export function queryFor({ show, kind, keyword, q, sort, page }) {
  return {
    ...(show !== "all" && { show }),
    ...(kind !== DEFAULT_KIND && { kind }),
    ...(keyword && { keyword }),
    ...(q && { q }),
    ...(sort !== DEFAULT_SORT && { sort }),
    ...(page > 1 && { page: String(page) }),
  };
}

/** The API's query for a view. */
export function apiQuery({ show, keyword, q, sort, page }) {
  const [by, order] = sort.split(" ");
  return {
    page,
    page_size: PAGE_SIZE,
    sort: by,
    order,
    ...(["ok", "failed", "skipped"].includes(show) && { outcome: show }),
    ...(show === "nsfw" && { nsfw: true }),
    ...(show === "warnings" && { warnings: true }),
    ...(keyword && { keyword }),
    ...(q && { q }),
  };
}

/** The API's query for a page of duplicates. */
export function duplicatesQuery({ kind, page }) {
  return { kind, page, page_size: GROUPS };
}

export function isFiltered({ show, keyword, q }) {
  return show !== "all" || keyword !== "" || q !== "";
}
