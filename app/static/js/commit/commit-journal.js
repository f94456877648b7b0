/* The commits of the session, as the server's journal has them: what is chosen or edited now does not change them. */
import { byId, element, setHidden, setText } from "../shared/dom.js";
import { moment } from "../shared/format.js";
import { translate } from "../texts/translate.js";
import { journalLine } from "./commit-counts.js";

/** The newest commit that is not undone; null without one. Pure. */
export function newestCommit({ commits }) {
  return commits.find(({ undone_at: undone }) => undone === null) ?? null;
}

/** The commit that an undo would take back: the newest one that wrote anything and is not undone. Pure. */
export function undoableCommit({ commits }) {
  return commits.find((commit) => commit.undone_at === null && written(commit) > 0) ?? null;
}

/** The journal after an undo, until the server's is loaded. Pure, apart from the clock. */
export function withoutNewest(journal) {
  const undone = undoableCommit(journal);
  const mark = (commit) => (commit === undone ? { ...commit, undone_at: Date.now() / 1000 } : commit);
  return { ...journal, commits: journal.commits.map(mark) };
}

/** Lists the commits. A single one that the page tells already, `told`, needs no list. */
export function showJournal({ commits, total }, told) {
  const isWorthListing = commits.length > 1 || (commits.length === 1 && commits[0] !== told);
  setHidden(byId("journal"), !isWorthListing);
  byId("journal-list").replaceChildren(...commits.map(buildCommit));
  const rest = total - commits.length;
  setText(byId("journal-rest"), rest > 0 ? translate("commit-journal-rest", { commits: rest }) : "");
}

export function forgetJournal() {
  setHidden(byId("journal"), true);
  byId("journal-list").replaceChildren();
}

/** The library, with the files that a commit added, the newest first. Pure. */
export function libraryAddress(commit) {
  if (!commit?.created) return "/library";
  return `/library?${new URLSearchParams({ commit: commit.commit_id })}`;
}

function written({ created, updated, moved, removed }) {
  return created + updated + moved + removed;
}

function buildCommit(commit) {
  const at = new Date(commit.committed_at * 1000);
  const line = element(
    "li",
    { class: "journal-commit" },
    element("time", { text: toTheSecond(commit.committed_at), datetime: at.toISOString() }),
    element("span", { class: "journal-what", text: journalLine(commit) }),
  );
  if (commit.undone_at !== null) {
    const undone = translate("commit-journal-undone", { moment: toTheSecond(commit.undone_at) });
    line.append(element("span", { class: "badge", text: undone }));
  }
  return line;
}

function toTheSecond(at) {
  return moment(at, new Date(), { second: "2-digit" });
}
