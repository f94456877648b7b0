/* The Commit step's facts: what will happen to how many files, and what to know before a commit. */
import { showTimeSpent } from "../activity/time-spent.js";
import { byId, element, setFlag, setHidden } from "../shared/dom.js";
import { bytes, count } from "../shared/format.js";
import { nothingToCommit } from "../shared/nothing-read.js";
import { translate } from "../texts/translate.js";
import { countsOf, pendingFiles } from "./commit-counts.js";
import { withheldSentence } from "./relations.js";

/** `plan`: what a commit would do; null while the session cannot be committed. */
export function showCommitFacts({ totals, progress, time_spent: timeSpent }, plan) {
  const nothing = isPending(plan) ? "" : nothingToCommit(progress);
  setHidden(byId("commit-nothing"), nothing === "");
  byId("commit-counts").replaceChildren(...(plan ? figures(countsOf(plan)) : []));
  // After a commit most of the files are in the library already, and these figures would be about them.
  const rows = progress.status === "committed" ? [] : facts(totals);
  byId("commit-facts").replaceChildren(...rows.map(([name, value]) => pair(name, value)));
  showTimeSpent(byId("done-time-spent"), timeSpent);
  byId("commit-notes").replaceChildren(...notes(totals, plan, progress.discovery_message, nothing).map(buildNote));
}

export function forgetCommitFacts() {
  setHidden(byId("commit-nothing"), true);
  showTimeSpent(byId("done-time-spent"), []);
  for (const id of ["commit-counts", "commit-facts", "commit-notes"]) byId(id).replaceChildren();
}

function isPending(plan) {
  return plan !== null && pendingFiles(countsOf(plan)) > 0;
}

function buildNote([tone, text]) {
  const line = element("li", { text });
  line.dataset.tone = tone;
  return line;
}

function figures({ added, updated, moved, removed, left }) {
  const rows = [
    [translate("commit-figure-added"), added],
    [translate("commit-figure-updated"), updated],
    [translate("commit-figure-moved"), moved],
    [translate("commit-figure-removed"), removed],
    [translate("commit-figure-excluded"), left],
  ];
  return rows.map(([name, number]) => {
    const box = pair(name, count(number));
    setFlag(box, "none", number === 0);
    return box;
  });
}

function facts(totals) {
  return [
    [translate("commit-fact-images"), count(totals.images)],
    [translate("commit-fact-videos"), count(totals.videos)],
    [translate("commit-fact-size"), bytes(totals.bytes)],
    [translate("commit-fact-prompt"), count(totals.with_prompt)],
    [translate("commit-fact-score"), count(totals.with_score)],
    [translate("commit-fact-nsfw"), count(totals.nsfw)],
  ];
}

function pair(name, value) {
  return element("div", {}, element("dt", { text: name }), element("dd", { text: value }));
}

/** Returns the notes as `[tone, text]`. Pure. */
export function notes(totals, plan, discoveryMessage, nothing = "") {
  const all = [
    ["plain", discoveryMessage],
    nothing ? ["plain", nothing] : ["bad", nothingNote(totals, plan)],
    ["bad", totals.failed && translate("commit-note-failed", { files: totals.failed })],
    ["plain", !nothing && totals.skipped && translate("commit-note-skipped", { files: totals.skipped })],
    ["plain", totals.warnings && translate("commit-note-warnings", { files: totals.warnings })],
    ["plain", totals.without_pixels && translate("commit-note-unread", { files: totals.without_pixels })],
    ...(plan ? missingNotes(plan) : []),
    ["plain", translate("commit-note-never-duplicated")],
  ];
  return all.filter(([, text]) => text);
}

function nothingNote({ ok }, plan) {
  const isPossible = ok > 0 || (plan && countsOf(plan).updated > 0);
  return isPossible ? "" : translate("commit-note-nothing");
}

function missingNotes(plan) {
  const withheld = withheldSentence(plan);
  if (withheld) return [["plain", withheld]];
  const { gone } = plan.groups;
  const kept = gone.files - gone.applied;
  return [
    ["bad", gone.applied && translate("commit-note-removed", { files: gone.applied })],
    ["plain", kept && translate("commit-note-kept", { files: kept })],
  ];
}
