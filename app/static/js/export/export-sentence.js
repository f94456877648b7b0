/* What an export will do, and what it did, in words. Pure. */
import { bytes } from "../shared/format.js";
import { translate } from "../texts/translate.js";

/** The sentence above the button. `choice`: `{ kind, files, folder, links, xmp }`. */
export function planSentence({ kind, files, folder, links, xmp, format }) {
  if (kind === "table") return translate("export-plan-table", { files, format: format.toUpperCase() });
  if (kind === "sidecars") return translate("export-plan-sidecars", { files, folder });
  if (kind !== "copies") return translate("export-plan-captions", { files, folder });
  if (links) return translate("export-plan-links", { files, folder });
  return xmp
    ? translate("export-plan-copies-xmp", { files, folder })
    : translate("export-plan-copies", { files, folder });
}

/** How far an export is, or what it did. */
export function stateSentence(job) {
  const { state, total, written, present, left_out: left, failed, folder } = job;
  const done = written + present + left + failed;
  if (state === "running") return translate("export-running", { done, total });
  if (state === "complete") return translate("export-complete", { files: written, size: bytes(job.bytes), folder });
  if (state === "incomplete") return translate("export-incomplete", { files: written, failed, folder });
  if (state === "cancelled") return translate("export-cancelled", { done, total });
  return translate("export-stopped", { done, total });
}

/** The further lines of a result. */
export function resultLines({ message, present, left_out: left, changed }) {
  return [
    ...(message ? [message] : []),
    ...(present ? [translate("export-present", { files: present })] : []),
    ...(left ? [translate("export-left-out", { files: left })] : []),
    ...(changed ? [translate("export-changed", { files: changed })] : []),
  ];
}
