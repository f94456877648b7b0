/* One session in the history: its figures, its rate, why files failed, its runs and its parameters. */
import { reportUrl } from "../shared/api.js";
import { element, fragment, setHidden } from "../shared/dom.js";
import { clock, count, moment, plural } from "../shared/format.js";
import { formatRoute } from "../shared/route.js";
import { messagesOf } from "../shared/status.js";
import { rateChart } from "./rate-chart.js";
import { folderNames, showStatus, stepFor } from "./recent-sessions.js";

const RUN_KINDS = {
  first: "first run",
  failed: "all failed files retried",
  cause: "one cause retried",
  files: "single files retried",
  rest: "the remaining files",
};
const SWITCHES = {
  recursive: ["with subfolders", "without subfolders"],
  skip_existing: ["known files skipped", "known files read again"],
  extract_metadata: ["metadata", "no metadata"],
  extract_keywords: ["keywords", "no keywords"],
  import_scores: ["scores", "no scores"],
};

/** `found`: a session of `GET /api/ingest/sessions`. */
export function buildEntry(found) {
  const line = fragment("past");
  const part = (name) => line.querySelector(`.past-${name}`);
  showStatus(line, found);
  showHead(part, found);
  part("facts").append(...facts(found));
  part("message").textContent = messagesOf(found);
  setHidden(part("message"), !messagesOf(found));
  showRate(part("rate"), found.rate);
  part("causes").append(...found.causes.map(buildCause), ...moreCauses(found.more_causes));
  part("runs").append(...(found.runs.length > 1 ? found.runs.map(buildRun) : []));
  part("parameters").textContent = parameterText(found.parameters);
  showLinks(line, found);
  return line;
}

function showHead(part, { session_id: id, status, created_at: created, directories }) {
  part("title").textContent = folderNames(directories);
  part("title").title = directories.join("\n");
  part("title").href = formatRoute({ step: stepFor(status), sessionId: id });
  part("time").textContent = moment(created);
  part("time").dateTime = new Date(created * 1000).toISOString();
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

function buildCause({ step, reason, files }) {
  return element(
    "li",
    {},
    element("b", { text: plural(files, "file") }),
    element("span", { class: "error-step", text: step }),
    element("span", { text: reason, dir: "auto" }),
  );
}

function moreCauses(number) {
  return number ? [element("li", { text: `and ${plural(number, "more cause")}` })] : [];
}

function buildRun({ run: number, kind, ok, failed, left, elapsed_s: elapsed, reason }) {
  const counts = [`${count(ok)} ok`, `${count(failed)} failed`, ...(left ? [`${count(left)} left`] : [])].join(", ");
  const what = `${RUN_KINDS[kind]}${reason ? ` (${reason})` : ""}`;
  return element("li", {}, element("b", { text: `Run ${number}` }), ` ${what}: ${counts} in ${clock(elapsed)}`);
}

/** The options of a session in one line. Pure. */
export function parameterText(parameters) {
  const { enable_nsfw_detection: isJudged, nsfw_threshold: threshold, max_files: most } = parameters;
  const switches = Object.entries(SWITCHES).map(([name, [on, off]]) => (parameters[name] ? on : off));
  const nsfw = isJudged ? `NSFW at ${Math.round(threshold * 100)}%` : "no NSFW";
  const limit = most === null ? [] : [`at most ${plural(most, "file")}`];
  return [...parameters.directories, parameters.pattern, ...switches, nsfw, ...limit].join(" · ");
}

function showLinks(line, { session_id: id, status, directories }) {
  const link = (name) => line.querySelector(`[data-link="${name}"]`);
  link("preview").href = formatRoute({ step: "preview", sessionId: id });
  for (const format of ["html", "json", "csv"]) link(format).href = reportUrl(id, format);
  link("undo").hidden = status !== "committed";
  link("delete").disabled = status === "committing";
  link("delete").setAttribute("aria-label", `Delete the session of ${folderNames(directories)}`);
}
