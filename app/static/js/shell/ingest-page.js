/* The ingest page: it starts the steps and follows the address. */
import { CommitStep } from "../commit/commit-step.js";
import { FileTypes } from "../configure/file-types.js";
import { FolderTree } from "../configure/folder-tree.js";
import { startOptionsForm } from "../configure/options-form.js";
import { StartButton } from "../configure/start-processing.js";
import { loadSessions, stepFor } from "../history/recent-sessions.js";
import { SessionHistory } from "../history/session-history.js";
import { session } from "../live/session-store.js";
import { PreviewStep } from "../preview/preview-step.js";
import { ProgressDisplay } from "../process/progress-display.js";
import { api } from "../shared/api.js";
import { byId, setText } from "../shared/dom.js";
import { currentRoute, formatRoute, replaceRoute } from "../shared/route.js";
import { isTerminal } from "../shared/status.js";
import { showStep, showStepper } from "./stepper.js";
import { startTheme } from "./theme.js";

const WITHOUT_SESSION = new Set(["configure", "history"]);

class IngestPage {
  #folderTree = new FolderTree();
  #progress;
  #preview;
  #commit;
  #history;

  constructor() {
    startTheme();
    startOptionsForm();
    new StartButton(new FileTypes()).start();
    this.#progress = new ProgressDisplay();
    this.#preview = new PreviewStep();
    this.#commit = new CommitStep();
    this.#history = new SessionHistory();
    byId("skip-link").addEventListener("click", skipToContent);
    session.addEventListener("state", showStepper);
    session.addEventListener("lost", ({ detail }) => this.#lose(detail.error));
    addEventListener("hashchange", () => this.#follow(currentRoute()));
  }

  /** Shows what the address says. A bare address shows the session that is running, if there is one. */
  async arrive() {
    this.#follow(currentRoute() ?? (await runningRoute()) ?? { step: "configure" });
  }

  #follow(route) {
    this.#closeDialogs();
    const target = allowedRoute(route);
    if (formatRoute(target) !== location.hash) replaceRoute(target);
    if (target.sessionId) session.open(target.sessionId);
    showStep(target.step);
    this.#show(target);
  }

  #show({ step, sessionId, query }) {
    if (step === "configure") {
      this.#folderTree.load();
      loadSessions();
    } else if (step === "process") this.#progress.repaint();
    else if (step === "preview") this.#preview.show(sessionId, query);
    else if (step === "commit") this.#commit.show(sessionId);
    else this.#history.show();
  }

  #closeDialogs() {
    this.#preview.close();
    byId("confirm").close();
  }

  #lose(error) {
    this.#closeDialogs();
    const isShown = !WITHOUT_SESSION.has(document.body.dataset.step);
    session.close();
    if (!isShown) {
      showStepper();
      return;
    }
    setText(byId("lost-message"), `${error.message} It may have been deleted in another tab.`);
    showStep("lost");
  }
}

async function runningRoute() {
  try {
    const { session: running } = await api.activeSession();
    if (!running || isTerminal(running.status)) return null;
    return { step: stepFor(running.status), sessionId: running.session_id, query: {} };
  } catch (error) {
    console.info("The running session could not be looked up.", error.message);
    return null;
  }
}

/** Without a session only the first step and the history can be shown. */
function allowedRoute(route) {
  if (route === null) return { step: "configure" };
  if (WITHOUT_SESSION.has(route.step)) return { step: route.step };
  const sessionId = route.sessionId ?? session.sessionId;
  return sessionId ? { query: {}, ...route, sessionId } : { step: "configure" };
}

/** The address belongs to the router, so the skip link moves the focus itself. */
function skipToContent(event) {
  event.preventDefault();
  byId("main").focus();
}

new IngestPage().arrive();
