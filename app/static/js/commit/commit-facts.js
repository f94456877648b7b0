/* The Commit step's facts: what will happen to how many files, and what is worth knowing before. */

import { byId, element, setFlag } from "../shared/dom.js";
import { bytes, count, plural } from "../shared/format.js";
import { countsOf } from "./commit-counts.js";
import { withheldSentence } from "./relations.js";

/** `known` is the preview document, null while the session cannot be committed. */
export function showCommitFacts({ totals, progress }, known) {
  byId("commit-counts").replaceChildren(...(known ? figures(countsOf(known)) : []));
  byId("commit-facts").replaceChildren(...facts(totals).map(([name, value]) => pair(name, value)));
  byId("commit-notes").replaceChildren(
    ...notes(totals, known, progress.discovery_message).map(([tone, text]) => {
      const line = element("li", { text });
      line.dataset.tone = tone;
      return line;
    }),
  );
}

export function forgetCommitFacts() {
  for (const id of ["commit-counts", "commit-facts", "commit-notes"]) byId(id).replaceChildren();
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

/** Pure. */
export function notes({ ok, failed, skipped, warnings }, known, discoveryMessage) {
  return [
    ...(discoveryMessage ? [["plain", discoveryMessage]] : []),
    ...(ok === 0 && !(known && countsOf(known).updated)
      ? [["bad", "Nothing here can be added or updated: no file is ok."]]
      : []),
    ...(failed ? [["bad", `${plural(failed, "failed file")} cannot enter the library.`]] : []),
    ...(skipped
      ? [["plain", `${plural(skipped, "file")} the library has already, unchanged, will stay as they are.`]]
      : []),
    ...(warnings
      ? [["plain", `${plural(warnings, "file")} with a warning will be written without what could not be read.`]]
      : []),
    ...(known ? goneNotes(known) : []),
    ["plain", "Files the library knows are updated; none is ever written twice."],
  ];
}

function goneNotes(known) {
  const { gone } = known.groups;
  const kept = gone.files - gone.applied;
  const withheld = withheldSentence(known);
  return [
    ...(gone.applied && !withheld
      ? [
          [
            "bad",
            `${plural(gone.applied, "file")} that the disk no longer has will leave the library. No file on the disk is touched.`,
          ],
        ]
      : []),
    ...(kept && !withheld
      ? [["plain", `${plural(kept, "file")} that the disk no longer has will stay in the library.`]]
      : []),
    ...(withheld ? [["plain", withheld]] : []),
  ];
}
