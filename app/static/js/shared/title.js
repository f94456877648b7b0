/* The window's title: the percent while something runs, so that a tab in the background tells too. */
import { isProcessing } from "./status.js";

const NAMES = { configure: "Configure", process: "Process", preview: "Preview", commit: "Commit", history: "History" };

export function showTitle(progress) {
  const title = titleFor(document.body.dataset.step, progress);
  if (document.title !== title) document.title = title;
}

/** Pure. */
export function titleFor(step, progress) {
  const place = `${NAMES[step] ?? "Ingest"} · Headrace`;
  if (!progress) return place;
  if (isProcessing(progress.status)) return `${progress.progress}% · ${place}`;
  if (progress.status === "committing") return `${commitPercent(progress.commit)}% · ${place}`;
  return place;
}

/** 100 only when the commit is done, which its status says, never its count. Pure. */
export function commitPercent({ committed, total }) {
  return Math.min(99, Math.floor((100 * committed) / Math.max(1, total)));
}
