/* What each status means for the page. Pure. */

const TERMINAL = new Set(["completed", "committed", "undone", "error", "cancelled", "commit_error"]);
const COMMITTABLE = new Set(["completed", "cancelled", "commit_error", "undone", "committed"]);

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
/** Failed files of a committed session too: it goes on as another run, and is committed again. */
export const mayRetry = isTerminal;
export const isCommittable = (status) => COMMITTABLE.has(status);
export const isProcessing = (status) => status === "starting" || status === "processing" || status === "paused";
/** What is away makes it wait; then it goes on by itself, unless somebody pauses it. */
export const mayPause = ({ status, waiting }) => status === "starting" || status === "processing" || waiting;
export const mayGoOn = ({ status, waiting }) => status === "paused" && !waiting;

/** What there is to say of a session, a line each: how it stands, and what discovery could not read. */
export const messagesOf = ({ message, discovery_message: found }) => [message, found].filter(Boolean).join("\n");

/** How a session stands in a list of them: `{ text, tone }`. */
export function statusBadge({ status, waiting, progress }) {
  const [word, tone] = WORDS[waiting ? "waiting" : status] ?? [status, "plain"];
  return { text: isProcessing(status) ? `${word} ${progress}%` : word, tone };
}
