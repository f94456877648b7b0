/* The sums that hold in every state of a session. Pure. */

export const PARTS = ["ok", "failed", "skipped", "pending"];

/** What in a status document contradicts itself, in sentences; empty when all adds up. */
export function contradictions({ status, progress, processed_files: processed, total_files: total, stats, ledger }) {
  const sum = PARTS.reduce((all, name) => all + ledger[name], 0);
  const rules = [
    [
      ledger.discovered === sum,
      `${ledger.discovered} discovered are not ${PARTS.map((name) => `${ledger[name]} ${name}`).join(" + ")}`,
    ],
    [PARTS.every((name) => ledger[name] >= 0), "a count is below zero"],
    [
      processed === ledger.ok + ledger.failed,
      `${processed} processed are not ${ledger.ok} ok + ${ledger.failed} failed`,
    ],
    [
      stats.processed_files === processed,
      `the counter says ${stats.processed_files} processed, the state ${processed}`,
    ],
    [stats.errors === ledger.failed, `${stats.errors} errors are not ${ledger.failed} failed`],
    [
      total === ledger.discovered - ledger.skipped,
      `${total} to process are not ${ledger.discovered} discovered less ${ledger.skipped} skipped`,
    ],
    [progress >= 0 && progress <= 100, `${progress} percent`],
    [progress < 100 || ledger.pending === 0, `100 percent with ${ledger.pending} pending`],
    [status !== "completed" || ledger.pending === 0, `completed with ${ledger.pending} pending`],
  ];
  return rules.filter(([holds]) => !holds).map(([, sentence]) => sentence);
}
