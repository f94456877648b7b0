/* What was read to be imported, and what importing it changes, in words. Pure. */
import { translate } from "../texts/translate.js";

/** How far the reading of a source is, or what came of it. `job`: as the API describes an import. */
export function stateSentence({ state, message, read: entries, files, path }) {
  if (state === "reading") return translate("import-reading", { entries });
  return message || translate("import-was-read", { entries, files, path });
}

/** How the entries were matched with library files, a line for each way that found some. */
export function matchedLines({ matched: { path, hash, folder, size, time } }) {
  return [
    ...(path ? [translate("import-by-path", { entries: path })] : []),
    ...(hash ? [translate("import-by-hash", { entries: hash })] : []),
    ...(folder ? [translate("import-by-folder", { entries: folder })] : []),
    ...(size ? [translate("import-by-size", { entries: size })] : []),
    ...(time ? [translate("import-by-time", { entries: time })] : []),
  ];
}

/** Why there is no library file for an entry. */
export function unmatchedLine({ source, path, reason, details }) {
  const entry = path || source;
  if (reason === "unreadable") return translate("import-unmatched-unreadable", { entry, details });
  if (reason === "ambiguous") return translate("import-unmatched-ambiguous", { entry });
  if (reason === "other_size") return translate("import-unmatched-other-size", { entry });
  return translate("import-unmatched-unknown", { entry });
}

export function conflictHint(rule) {
  if (rule === "theirs") return translate("import-conflict-theirs-hint");
  return rule === "mine" ? translate("import-conflict-mine-hint") : translate("import-conflict-fill-hint");
}

/** `summary`: as the API describes what an import changes. */
export function planSentence({ files }) {
  return files === 0 ? translate("import-nothing") : translate("import-sentence", { files });
}

/** What changes in how many files. */
export function planLines(summary) {
  const { scores, favourites, keywords, titles, notes, hidden, collected, collections, kept, full, refused } = summary;
  return [
    ...(scores ? [translate("import-scores", { files: scores })] : []),
    ...(favourites ? [translate("import-favourites", { files: favourites })] : []),
    ...(keywords ? [translate("import-keywords", { files: keywords })] : []),
    ...(titles ? [translate("import-titles", { files: titles })] : []),
    ...(notes ? [translate("import-notes", { files: notes })] : []),
    ...(hidden ? [translate("import-hidden", { files: hidden })] : []),
    ...(collected ? [translate("import-collected", { files: collected })] : []),
    ...(collections ? [translate("import-collections", { collections })] : []),
    ...(kept ? [translate("import-kept", { files: kept })] : []),
    ...(full ? [translate("import-full", { files: full })] : []),
    ...(refused ? [translate("import-refused", { collections: refused })] : []),
  ];
}
