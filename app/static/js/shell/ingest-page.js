/* The page, from address to step. Everything else is in the modules it starts. */

import { showCommit, startCommitStep } from "../commit/commit-step.js";
import { startFileTypes } from "../configure/file-types.js";
import { loadFolders, startFolderTree } from "../configure/folder-tree.js";
import { startOptionsForm } from "../configure/options-form.js";
import { startStartButton } from "../configure/start-processing.js";
import { closeDetail } from "../file/detail.js";
import { loadSessions, stepFor } from "../history/recent-sessions.js";
import { showHistory, startHistory } from "../history/session-history.js";
import { session } from "../live/session-store.js";
import { showPreview, startPreview } from "../preview/preview-step.js";
import { repaintProgress, startProgressDisplay } from "../process/progress-display.js";
import { api } from "../shared/api.js";
import { byId, setText } from "../shared/dom.js";
import { currentRoute, formatRoute, replaceRoute } from "../shared/route.js";
import { isTerminal } from "../shared/status.js";
import { showStep, showStepper } from "./stepper.js";
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
