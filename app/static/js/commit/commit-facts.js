/* The Commit step's facts: what will happen to how many files, and what to know before a commit. */
import { byId, element, setFlag } from "../shared/dom.js";
import { bytes, count, plural } from "../shared/format.js";
import { countsOf } from "./commit-counts.js";
import { withheldSentence } from "./relations.js";

/** `plan`: what a commit would do; null while the session cannot be committed. */
export function showCommitFacts({ totals, progress }, plan) {
  byId("commit-counts").replaceChildren(...(plan ? figures(countsOf(plan)) : []));
  byId("commit-facts").replaceChildren(...facts(totals).map(([name, value]) => pair(name, value)));
  byId("commit-notes").replaceChildren(...notes(totals, plan, progress.discovery_message).map(buildNote));
}

export function forgetCommitFacts() {
  for (const id of ["commit-counts", "commit-facts", "commit-notes"]) byId(id).replaceChildren();
}

function buildNote([tone, text]) {
  const line = element("li", { text });
  line.dataset.tone = tone;
  return line;
}

function figures({ added, updated, moved, removed, left }) {
  const rows = [
    ["Added", added],
    ["Updated", updated],
    ["Moved", moved],
    ["Removed", removed],
    ["Left out", left],
  ];
  return rows.map(([name, number]) => {
    const box = pair(name, count(number));
    setFlag(box, "none", number === 0);
    return box;
  });
}

function facts(totals) {
  return [
    ["Images", count(totals.images)],
    ["Videos", count(totals.videos)],
    ["Size", bytes(totals.bytes)],
    ["With prompt", count(totals.with_prompt)],
    ["With score", count(totals.with_score)],
    ["NSFW", count(totals.nsfw)],
  ];
}

function pair(name, value) {
  return element("div", {}, element("dt", { text: name }), element("dd", { text: value }));
}

/** Returns the notes as `[tone, text]`. Pure. */
export function notes(totals, plan, discoveryMessage) {
  const all = [
    ["plain", discoveryMessage],
    ["bad", nothingNote(totals, plan)],
    ["bad", totals.failed && `${plural(totals.failed, "failed file")} cannot be added to the library.`],
    ["plain", totals.skipped && skippedNote(totals.skipped)],
    ["plain", totals.warnings && warningsNote(totals.warnings)],
    ...(plan ? missingNotes(plan) : []),
    ["plain", "Files already in the library are updated, never duplicated."],
  ];
  return all.filter(([, text]) => text);
}

function nothingNote({ ok }, plan) {
  const isPossible = ok > 0 || (plan && countsOf(plan).updated > 0);
  return isPossible ? "" : "Nothing can be added or updated: no file was read successfully.";
}

function skippedNote(skipped) {
  if (skipped === 1) return "1 file is already in the library, unchanged, and stays as it is.";
  return `${plural(skipped, "file")} are already in the library, unchanged, and stay as they are.`;
}

function warningsNote(warnings) {
  const have = warnings === 1 ? "has" : "have";
  return `${plural(warnings, "file")} ${have} warnings; the unreadable parts are left blank.`;
}

function missingNotes(plan) {
  const withheld = withheldSentence(plan);
  if (withheld) return [["plain", withheld]];
  const { gone } = plan.groups;
  const kept = gone.files - gone.applied;
  const missing = (files) => `${plural(files, "file")} no longer on the disk`;
  return [
    [
      "bad",
      gone.applied && `${missing(gone.applied)} will be removed from the library. No file on the disk is touched.`,
    ],
    ["plain", kept && `${missing(kept)} will stay in the library.`],
  ];
}
