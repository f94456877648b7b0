/* The history: every session the server keeps, newest first, a page at a time. */

import { session } from "../live/session-store.js";
import { api, reportUrl } from "../shared/api.js";
import { confirmed } from "../shared/confirm.js";
import { byId, element, fragment, setHidden, setText } from "../shared/dom.js";
import { clock, count, moment, plural } from "../shared/format.js";
import { formatRoute } from "../shared/route.js";
import { messagesOf } from "../shared/status.js";
import { showError } from "../shared/toasts.js";
import { rateChart } from "./rate-chart.js";
import { folderNames, showStatus, stepFor, sureToDelete } from "./recent-sessions.js";
import { forgetUndoError, showUndoError } from "./undo-refusal.js";

const PAGE = 20;
const RUN_WORDS = {
  first: "first reading",
  failed: "all failed files again",
  cause: "one cause again",
  files: "single files again",
  rest: "the rest",
};
const SWITCHES = {
  recursive: ["with folders inside", "without folders inside"],
  skip_existing: ["known files skipped", "known files read again"],
  extract_metadata: ["metadata", "no metadata"],
  extract_keywords: ["keywords", "no keywords"],
  import_scores: ["scores", "no scores"],
};

let next = null;

export function startHistory() {
  byId("history-more").addEventListener("click", () => load(next));
}

export async function showHistory() {
  byId("past").replaceChildren();
  await load(null);
}

async function load(after) {
  const more = byId("history-more");
  more.setAttribute("aria-busy", "true");
  try {
    const answer = await api.history({ limit: PAGE, ...(after ? { after } : {}) });
    next = answer.next;
    byId("past").append(...answer.sessions.map(entry));
    setText(
      byId("history-note"),
      byId("past").childElementCount ? "" : "No session was started yet, or all were deleted.",
    );
  } catch (error) {
    setText(byId("history-note"), `${error.message} ${error.cure ?? ""}`);
  } finally {
    more.removeAttribute("aria-busy");
    setHidden(more, next === null);
  }
}

function entry(found) {
  const line = fragment("past");
  const { session_id: id, status, created_at: created, directories } = found;
  const find = (name) => line.querySelector(`.past-${name}`);
  showStatus(line, found);
  find("title").textContent = folderNames(directories);
  find("title").title = directories.join("\n");
  find("title").href = formatRoute({ step: stepFor(status), sessionId: id });
  find("time").textContent = moment(created);
  find("time").dateTime = new Date(created * 1000).toISOString();
  find("facts").append(...facts(found));
  find("message").textContent = messagesOf(found);
  setHidden(find("message"), !messagesOf(found));
  showRate(find("rate"), found.rate);
  find("causes").append(
    ...found.causes.map(cause),
    ...(found.more_causes ? [element("li", { text: `and ${plural(found.more_causes, "more cause")}` })] : []),
  );
  find("runs").append(...(found.runs.length > 1 ? found.runs.map(run) : []));
  find("parameters").textContent = parameterText(found.parameters);
  prepareLinks(line, found);
  return line;
}

function facts({ ledger, elapsed_s: elapsed, priority, commit, status }) {
  const shown = [
    ["Worked", clock(elapsed)],
    ["Discovered", count(ledger.discovered)],
    ["Ok", count(ledger.ok)],
    ["Failed", count(ledger.failed)],
    ["Skipped", count(ledger.skipped)],
    ...(ledger.pending ? [["Pending", count(ledger.pending)]] : []),
    ...(status === "committed" ? [["In the library", count(commit.committed)]] : []),
    ...(priority === "normal" ? [] : [["Priority", priority]]),
  ];
  return shown.map(([label, value]) =>
    element("div", {}, element("dt", { text: label }), element("dd", { text: value })),
  );
}

function showRate(place, rate) {
  const chart = rateChart(rate);
  setHidden(place, chart === null);
  if (chart) place.append(chart, element("figcaption", { text: rate.text }));
}

function cause({ step, reason, files }) {
  return element(
    "li",
    {},
    element("b", { text: plural(files, "file") }),
    element("span", { class: "error-step", text: step }),
    element("span", { text: reason, dir: "auto" }),
  );
}

function run({ run: number, kind, ok, failed, left, elapsed_s: elapsed, reason }) {
  const counts = [`${count(ok)} ok`, `${count(failed)} failed`, ...(left ? [`${count(left)} left`] : [])].join(", ");
  return element(
    "li",
    {},
    element("b", { text: `Run ${number}` }),
    ` ${RUN_WORDS[kind]}${reason ? ` (${reason})` : ""}: ${counts} in ${clock(elapsed)}`,
  );
}

/** The options of a session in one line. Pure. */
export function parameterText(parameters) {
  const nsfw = parameters.enable_nsfw_detection ? `NSFW at ${Math.round(parameters.nsfw_threshold * 100)}%` : "no NSFW";
  const switches = Object.entries(SWITCHES).map(([name, [on, off]]) => (parameters[name] ? on : off));
  const most = parameters.max_files === null ? [] : [`at most ${plural(parameters.max_files, "file")}`];
  return [...parameters.directories, parameters.pattern, ...switches, nsfw, ...most].join(" · ");
}

function prepareLinks(line, { session_id: id, status, directories }) {
  const link = (name) => line.querySelector(`[data-link="${name}"]`);
  link("preview").href = formatRoute({ step: "preview", sessionId: id });
  for (const format of ["html", "json", "csv"]) link(format).href = reportUrl(id, format);
  link("undo").hidden = status !== "committed";
  link("undo").addEventListener("click", () => undo(line, id));
  const remove = link("delete");
  remove.disabled = status === "committing";
  remove.setAttribute("aria-label", `Delete the session of ${folderNames(directories)}`);
  remove.addEventListener("click", () => forget(line, id, status));
}

async function undo(line, id) {
  const sure = await confirmed({
    title: "Take this commit back?",
    text: "Files it added leave the library, files it updated get their old values. Your files stay as they are.",
    yes: "Take it back",
  });
  if (!sure) return;
  const place = line.querySelector(".undo-error");
  forgetUndoError(place);
  await act(
    line,
    () => api.undo(id),
    showHistory,
    (error) => showUndoError(place, error, line.querySelector('[data-link="undo"]')),
  );
}

async function forget(line, id, status) {
  if (!(await sureToDelete(status))) return;
  await act(
    line,
    () => api.deleteSession(id),
    () => {
      session.forget(id);
      const neighbour = line.nextElementSibling ?? line.previousElementSibling;
      line.remove();
      (neighbour?.querySelector("a") ?? byId("history-title")).focus();
    },
  );
}

async function act(line, call, after, refused = showError) {
  line.setAttribute("aria-busy", "true");
  try {
    await call();
    await after();
  } catch (error) {
    refused(error);
  } finally {
    line.removeAttribute("aria-busy");
  }
}
