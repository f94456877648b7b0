/* The window's title: the percent while something runs, so that a tab in the background shows it too. */
import { isProcessing } from "./status.js";

const NAMES = { configure: "Configure", process: "Process", preview: "Preview", commit: "Commit", history: "History" };

export function showTitle(state) {
  const title = titleFor(document.body.dataset.step, state);
  if (document.title !== title) document.title = title;
}

/** Pure. */
export function titleFor(step, state) {
  const place = `${NAMES[step] ?? "Ingest"} · Headrace`;
  if (!state) return place;
  if (isProcessing(state.status)) return `${state.progress}% · ${place}`;
  if (state.status === "committing") return `${commitPercent(state.commit)}% · ${place}`;
  return place;
}

/** At most 99: only the status says that a commit is done, never its count. Pure. */
export function commitPercent({ committed, total }) {
  return Math.min(99, Math.floor((100 * committed) / Math.max(1, total)));
}
