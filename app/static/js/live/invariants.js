/* The sums that hold in every state of a session. Pure. */

/** The parts of the ledger: their sum is the number of discovered files. */
export const LEDGER_PARTS = ["ok", "failed", "skipped", "pending"];

/** Returns what in a status document contradicts itself, as sentences; none when everything adds up. */
export function violatedInvariants(state) {
  return [...ledgerRules(state), ...progressRules(state)].filter(([holds]) => !holds).map(([, sentence]) => sentence);
}

function ledgerRules({ processed_files: processed, total_files: total, stats, ledger }) {
  const { discovered, ok, failed, skipped } = ledger;
  const sum = LEDGER_PARTS.reduce((all, name) => all + ledger[name], 0);
  const parts = LEDGER_PARTS.map((name) => `${ledger[name]} ${name}`).join(" + ");
  return [
    [discovered === sum, `${discovered} discovered are not ${parts}`],
    [LEDGER_PARTS.every((name) => ledger[name] >= 0), "a count is below zero"],
    [processed === ok + failed, `${processed} processed are not ${ok} ok + ${failed} failed`],
    [
      stats.processed_files === processed,
      `the counter says ${stats.processed_files} processed, the state ${processed}`,
    ],
    [stats.errors === failed, `${stats.errors} errors are not ${failed} failed`],
    [total === discovered - skipped, `${total} to process are not ${discovered} discovered less ${skipped} skipped`],
  ];
}

function progressRules({ status, progress, ledger: { pending } }) {
  return [
    [progress >= 0 && progress <= 100, `${progress} percent`],
    [progress < 100 || pending === 0, `100 percent with ${pending} pending`],
    [status !== "completed" || pending === 0, `completed with ${pending} pending`],
  ];
}
