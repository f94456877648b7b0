/* What each status of a session means for the page. Which statuses belong together, the server says. Pure. */
import { pageConfig } from "./config.js";

const { statuses } = pageConfig.rules;
const PROCESSING = new Set(statuses.processing);
const TERMINAL = new Set(statuses.terminal);
const COMMITTABLE = new Set(statuses.committable);
const RELABELLED = new Set(statuses.relabelled);

const WORDS = {
  starting: ["Looking for files", "run"],
  processing: ["Processing", "run"],
  paused: ["Paused", "wait"],
  waiting: ["Waiting", "wait"],
  completed: ["To review", "wait"],
  committing: ["Committing", "run"],
  committed: ["Committed", "ok"],
  undone: ["Undone", "plain"],
  error: ["Stopped", "bad"],
  cancelled: ["Cancelled", "plain"],
  commit_error: ["Commit failed", "bad"],
};

export const isTerminal = (status) => TERMINAL.has(status);
/** Failed files of a committed session can be retried too: that is another run, which can be committed again. */
export const mayRetry = isTerminal;
export const isCommittable = (status) => COMMITTABLE.has(status);
/** Whether the session is looking for files, reading them, or paused. */
export const isProcessing = (status) => PROCESSING.has(status);
/** Whether another NSFW threshold may be chosen. */
export const mayRelabel = (status) => RELABELLED.has(status);
/** A session that waits for the database or a disk resumes by itself, so it can be paused too. */
export const mayPause = ({ status, waiting }) => (isProcessing(status) && status !== "paused") || waiting;
export const mayResume = ({ status, waiting }) => status === "paused" && !waiting;

/** The messages of a session, one a line: its status, and what discovery could not read. */
export const messagesOf = ({ message, discovery_message: discovery }) =>
  [message, discovery].filter(Boolean).join("\n");

/** The badge of a session in a list: `{ text, tone }`. */
export function statusBadge({ status, waiting, progress }) {
  const [word, tone] = WORDS[waiting ? "waiting" : status] ?? [status, "plain"];
  return { text: isProcessing(status) ? `${word} ${progress}%` : word, tone };
}
