/* What each status of a session means for the page. Which statuses belong together, the server says. Pure. */
import { translate } from "../texts/translate.js";
import { pageConfig } from "./config.js";

const { statuses } = pageConfig.rules;
const PROCESSING = new Set(statuses.processing);
const TERMINAL = new Set(statuses.terminal);
const COMMITTABLE = new Set(statuses.committable);
const RELABELLED = new Set(statuses.relabelled);
const RUNNING = new Set(statuses.running);

const WORDS = {
  starting: [translate("status-starting"), "run"],
  processing: [translate("status-processing"), "run"],
  paused: [translate("status-paused"), "wait"],
  waiting: [translate("status-waiting"), "wait"],
  completed: [translate("status-completed"), "wait"],
  committing: [translate("status-committing"), "run"],
  committed: [translate("status-committed"), "ok"],
  undone: [translate("status-undone"), "plain"],
  error: [translate("status-error"), "bad"],
  cancelled: [translate("status-cancelled"), "plain"],
  commit_error: [translate("status-commit-error"), "bad"],
};

export const isTerminal = (status) => TERMINAL.has(status);
/** Failed files of a committed session can be retried too: that is another run, which can be committed again. */
export const mayRetry = isTerminal;
export const isCommittable = (status) => COMMITTABLE.has(status);
/** Whether the session is looking for files, reading them, or paused. */
export const isProcessing = (status) => PROCESSING.has(status);
/** Whether it does something at this moment: a paused session does not. */
export const isRunning = (status) => RUNNING.has(status);
/** Whether another NSFW threshold may be chosen. */
export const mayRelabel = (status) => RELABELLED.has(status);
/** A session that waits for the database or a disk resumes by itself, so it can be paused too. */
export const mayPause = ({ status, waiting }) => (isProcessing(status) && status !== "paused") || waiting;
export const mayResume = ({ status, waiting }) => status === "paused" && !waiting;

/** The messages of a session, one a line: its status, and what discovery could not read. */
export const messagesOf = ({ message, discovery_message: discovery }) =>
  [message, discovery].filter(Boolean).join("\n");

/** The badge of a session in a list: `{ text, tone }`. */
export function statusBadge({ status, waiting, progress, ledger }) {
  if (status === "completed" && ledger.ok + ledger.failed === 0) {
    return { text: ledger.skipped > 0 ? translate("status-nothing-new") : translate("status-no-files"), tone: "plain" };
  }
  const [word, tone] = WORDS[waiting ? "waiting" : status] ?? [status, "plain"];
  return {
    text: isProcessing(status) ? translate("status-progress", { status: word, percent: progress }) : word,
    tone,
  };
}
