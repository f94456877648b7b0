/* The page, from address to step. Everything else is in the modules it starts. */
import { api } from "./api.js";
import { showCommit, startCommitStep } from "./commit.js";
import { closeDetail } from "./detail.js";
import { byId, setText } from "./dom.js";
import { startFileTypes } from "./file-types.js";
import { loadFolders, startFolderTree } from "./folder-tree.js";
import { showHistory, startHistory } from "./history.js";
import { startOptionsForm } from "./options-form.js";
import { showPreview, startPreview } from "./preview.js";
import { repaintProgress, startProgressDisplay } from "./progress-display.js";
import { loadSessions, stepFor } from "./recent-sessions.js";
import { currentRoute, formatRoute, replaceRoute } from "./route.js";
import { session } from "./session-store.js";
import { startStartButton } from "./start-processing.js";
import { isTerminal } from "./status.js";
import { showStep, showStepper } from "./steps.js";
import { startTheme } from "./theme.js";

const SHOW = {
  configure: () => Promise.all([loadFolders(), loadSessions()]),
  process: () => repaintProgress(),
  preview: ({ sessionId, query }) => showPreview(sessionId, query),
  commit: ({ sessionId }) => showCommit(sessionId),
  history: () => showHistory(),
};

const WITHOUT_SESSION = new Set(["configure", "history"]);

function start() {
  startTheme();
  startFolderTree();
  startOptionsForm();
  startFileTypes();
  startStartButton();
  startProgressDisplay();
  startPreview();
  startCommitStep();
  startHistory();
  byId("skip-link").addEventListener("click", skip);
  session.addEventListener("document", showStepper);
  session.addEventListener("lost", ({ detail }) => lose(detail.error));
  addEventListener("hashchange", () => follow(currentRoute()));
  arrive();
}

/** A refresh finds its address; a bare address finds the session that is running, if one is. */
async function arrive() {
  if (currentRoute()) return follow(currentRoute());
  return follow((await runningRoute()) ?? { step: "configure" });
}

async function runningRoute() {
  try {
    const { session: running } = await api.activeSession();
    if (!running || isTerminal(running.status)) return null;
    return { step: stepFor(running.status), sessionId: running.session_id, query: {} };
  } catch (error) {
    console.info("No answer about a running session.", error.message);
    return null;
  }
}

function follow(route) {
  closeDialogs();
  const target = wayTo(route);
  if (formatRoute(target) !== location.hash) replaceRoute(target);
  if (target.sessionId) session.open(target.sessionId);
  showStep(target.step);
  SHOW[target.step](target);
}

/** Without a session there is only the first step. */
function wayTo(route) {
  if (route === null) return { step: "configure" };
  if (WITHOUT_SESSION.has(route.step)) return { step: route.step };
  const sessionId = route.sessionId ?? session.sessionId;
  return sessionId ? { query: {}, ...route, sessionId } : { step: "configure" };
}

function closeDialogs() {
  closeDetail();
  byId("confirm").close();
}

function lose(error) {
  closeDialogs();
  const isShown = !WITHOUT_SESSION.has(document.body.dataset.step);
  session.close();
  if (!isShown) return showStepper();
  setText(byId("lost-message"), `${error.message} It may have been deleted in another tab.`);
  return showStep("lost");
}

/** The address is the router's, so the skip link moves the focus by hand. */
function skip(event) {
  event.preventDefault();
  byId("main").focus();
}

start();
