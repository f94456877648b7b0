/* The sums that hold in every state of a session. Pure. */
import { translate } from "../texts/translate.js";

/** The parts of the ledger: their sum is the number of discovered files. */
export const LEDGER_PARTS = ["ok", "failed", "skipped", "pending"];

/** Returns what in a status document contradicts itself, as sentences; none when everything adds up. */
export function violatedInvariants(state) {
  return [...ledgerRules(state), ...progressRules(state)].filter(([holds]) => !holds).map(([, say]) => say());
}

/** Each rule: whether it holds, and how to say that it does not. */
function ledgerRules({ processed_files: processed, total_files: total, stats, ledger }) {
  const { discovered, ok, failed, skipped } = ledger;
  const sum = LEDGER_PARTS.reduce((all, name) => all + ledger[name], 0);
  return [
    [discovered === sum, () => translate("sums-ledger", ledger)],
    [LEDGER_PARTS.every((name) => ledger[name] >= 0), () => translate("sums-below-zero")],
    [processed === ok + failed, () => translate("sums-processed", { processed, ok, failed })],
    [
      stats.processed_files === processed,
      () => translate("sums-counter", { counter: stats.processed_files ?? 0, processed }),
    ],
    [stats.errors === failed, () => translate("sums-errors", { errors: stats.errors ?? 0, failed })],
    [total === discovered - skipped, () => translate("sums-total", { total, discovered, skipped })],
  ];
}

function progressRules({ status, progress, ledger: { pending } }) {
  return [
    [progress >= 0 && progress <= 100, () => translate("sums-percent", { percent: progress })],
    [progress < 100 || pending === 0, () => translate("sums-done", { pending })],
    [status !== "completed" || pending === 0, () => translate("sums-completed", { pending })],
  ];
}
