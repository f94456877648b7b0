/* The pages of the preview. */
import { byId, setText } from "../shared/dom.js";
import { count, plural } from "../shared/format.js";

/** `list`: the preview's list. */
export function startPager(list) {
  const turn = (step) => {
    list.change({ page: list.view.page + step });
    scrollTo({ top: 0 });
  };
  byId("page-previous").addEventListener("click", () => turn(-1));
  byId("page-next").addEventListener("click", () => turn(+1));
}

export function showPager({ page, pages }) {
  byId("pager").hidden = pages < 2;
  setText(byId("page-text"), `Page ${count(page)} of ${count(pages)}`);
  byId("page-previous").disabled = page <= 1;
  byId("page-next").disabled = page >= pages;
}

/** `1 to 60 of 1,000 matches`. Pure. */
export function rangeLine({ page, page_size: size, total }, isFiltered) {
  if (total === 0) return "";
  const range = `${count((page - 1) * size + 1)} to ${count(Math.min(total, page * size))} of `;
  return range + (isFiltered ? plural(total, "match", "matches") : plural(total, "file"));
}
