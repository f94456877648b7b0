/* Sessions that are over and have read nothing: why. They are never “all files read”. Pure. */
import { translate } from "../texts/translate.js";
import { isTerminal } from "./status.js";

/** Why a session that is over has read no file: `none` (no file fits), `known` or `unread`; empty where it has. */
export function nothingRead({ status, ledger: { ok, failed, skipped, pending } }) {
  if (!isTerminal(status) || ok + failed > 0) return "";
  if (pending > 0) return "unread";
  return skipped > 0 ? "known" : "none";
}

/** Its title; empty where that of its status fits. */
export function nothingTitle(session) {
  if (session.status !== "completed") return "";
  return { none: translate("nothing-none-title"), known: translate("nothing-known-title") }[nothingRead(session)] ?? "";
}

/** What there is of it, in one line; empty where files were read. */
export function nothingLine(session) {
  const { skipped, pending } = session.ledger;
  const lines = {
    none: translate("nothing-none"),
    known: translate("nothing-known", { files: skipped }),
    unread: translate("nothing-unread", { files: pending }),
  };
  return lines[nothingRead(session)] ?? "";
}

/** Why there is nothing to commit of it; empty where files were read. */
export function nothingToCommit(session) {
  const { skipped, pending } = session.ledger;
  const reasons = {
    none: translate("nothing-to-commit-none"),
    known: translate("nothing-to-commit-known", { files: skipped }),
    unread: translate("nothing-to-commit-unread", { files: pending }),
  };
  return reasons[nothingRead(session)] ?? "";
}
