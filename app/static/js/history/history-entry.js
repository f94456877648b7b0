/* One session in the history: its figures, its rate, why files failed, its runs and its parameters. */
import { reportUrl } from "../shared/api.js";
import { element, fragment, setHidden } from "../shared/dom.js";
import { clock, count, moment } from "../shared/format.js";
import { formatRoute } from "../shared/route.js";
import { messagesOf } from "../shared/status.js";
import { stepName } from "../texts/step-names.js";
import { fillSlots, slot, translate } from "../texts/translate.js";
import { rateChart } from "./rate-chart.js";
import { folderNames, showStatus, stepFor } from "./recent-sessions.js";

const RUN_KINDS = {
  first: translate("history-run-first"),
  failed: translate("history-run-failed"),
  cause: translate("history-run-cause"),
  files: translate("history-run-files"),
  rest: translate("history-run-rest"),
};
const SWITCHES = {
  recursive: [translate("history-with-subfolders"), translate("history-without-subfolders")],
  skip_existing: [translate("history-known-skipped"), translate("history-known-read")],
  extract_metadata: [translate("history-with-metadata"), translate("history-without-metadata")],
  extract_keywords: [translate("history-with-keywords"), translate("history-without-keywords")],
  import_scores: [translate("history-with-scores"), translate("history-without-scores")],
  read_pixels: [translate("history-with-pictures"), translate("history-without-pictures")],
};
/** `normal` is not shown. */
const PRIORITIES = { low: translate("history-priority-low"), high: translate("history-priority-high") };

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

function showHead(part, found) {
  const { session_id: id, created_at: created, directories } = found;
  part("title").textContent = folderNames(directories);
  part("title").title = directories.join("\n");
  part("title").href = formatRoute({ step: stepFor(found), sessionId: id });
  part("time").textContent = moment(created);
  part("time").dateTime = new Date(created * 1000).toISOString();
}

function facts({ ledger, elapsed_s: elapsed, priority, commit, status }) {
  const shown = [
    [translate("history-worked"), clock(elapsed)],
    [translate("history-discovered"), count(ledger.discovered)],
    [translate("history-ok"), count(ledger.ok)],
    [translate("history-failed"), count(ledger.failed)],
    [translate("history-skipped"), count(ledger.skipped)],
    ...(ledger.pending ? [[translate("history-pending"), count(ledger.pending)]] : []),
    ...(status === "committed" ? [[translate("history-committed"), count(commit.committed)]] : []),
    ...(priority in PRIORITIES ? [[translate("history-priority"), PRIORITIES[priority]]] : []),
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
    element("b", { text: translate("history-files", { files }) }),
    element("span", { class: "error-step", text: stepName(step) }),
    element("span", { text: reason, dir: "auto" }),
  );
}

function moreCauses(causes) {
  return causes ? [element("li", { text: translate("history-more-causes", { causes }) })] : [];
}

function buildRun({ run, kind, ok, failed, left, elapsed_s: elapsed, reason }) {
  const what = reason ? translate("history-run-reason", { what: RUN_KINDS[kind], reason }) : RUN_KINDS[kind];
  const values = { title: slot(0), what, ok, failed, left: left ?? 0, time: clock(elapsed) };
  const title = element("b", { text: translate("history-run-title", { run }) });
  return element("li", {}, ...fillSlots(translate("history-run", values), title));
}

/** The options of a session in one line. Pure. */
export function parameterText(parameters) {
  const { enable_nsfw_detection: isJudged, nsfw_threshold: threshold, max_files: most } = parameters;
  const switches = Object.entries(SWITCHES).map(([name, [on, off]]) => (parameters[name] ? on : off));
  const percent = Math.round(threshold * 100);
  const nsfw =
    isJudged && parameters.read_pixels
      ? translate("history-with-nsfw", { percent })
      : translate("history-without-nsfw");
  const limit = most === null ? [] : [translate("history-at-most", { files: most })];
  return [...parameters.directories, parameters.pattern, ...switches, nsfw, ...limit].join(" · ");
}

function showLinks(line, { session_id: id, status, directories }) {
  const link = (name) => line.querySelector(`[data-link="${name}"]`);
  link("preview").href = formatRoute({ step: "preview", sessionId: id });
  for (const format of ["html", "json", "csv"]) link(format).href = reportUrl(id, format);
  link("undo").hidden = status !== "committed";
  link("delete").disabled = status === "committing";
  link("delete").setAttribute("aria-label", translate("history-delete", { folders: folderNames(directories) }));
}
