/* The window's title: the percent while something runs, so that a tab in the background shows it too. */
import { translate } from "../texts/translate.js";
import { percent } from "./format.js";
import { isProcessing } from "./status.js";

const NAMES = {
  configure: translate("step-configure"),
  process: translate("step-process"),
  preview: translate("step-preview"),
  commit: translate("step-commit"),
  history: translate("to-history"),
};

export function showTitle(state) {
  const title = titleFor(document.body.dataset.step, state);
  if (document.title !== title) document.title = title;
}

/** Pure. */
export function titleFor(step, state) {
  const place = `${NAMES[step] ?? translate("title-ingest")} · Headrace`;
  if (!state) return place;
  if (isProcessing(state.status)) return `${percent(state.progress)} · ${place}`;
  if (state.status === "committing") return `${percent(commitPercent(state.commit))} · ${place}`;
  return place;
}

/** At most 99: only the status says that a commit is done, never its count. Pure. */
export function commitPercent({ committed, total }) {
  return Math.min(99, Math.floor((100 * committed) / Math.max(1, total)));
}
