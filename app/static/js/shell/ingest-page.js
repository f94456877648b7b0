/* The ingest page: it starts the steps and follows the address. */
import { startSharing } from "../access/share-dialog.js";
import { ActivityFeed } from "../activity/activity-feed.js";
import { EndNotification } from "../activity/end-notification.js";
import { LiveWall } from "../activity/live-wall.js";
import { SlowFiles } from "../activity/slow-files.js";
import { FileTypes } from "../configure/file-types.js";
import { FolderTree } from "../configure/folder-tree.js";
import { ingestOptions } from "../configure/ingest-options-store.js";
import { startOptionsForm } from "../configure/options-form.js";
import { PresetList } from "../configure/preset-list.js";
import { StartButton } from "../configure/start-processing.js";
import { loadSessions, stepFor } from "../history/recent-sessions.js";
import { session } from "../live/session-store.js";
import { ProgressDisplay } from "../process/progress-display.js";
import { api } from "../shared/api.js";
import { mayEdit } from "../shared/caller.js";
import { pageConfig } from "../shared/config.js";
import { byId, setText } from "../shared/dom.js";
import { currentRoute, formatRoute, replaceRoute } from "../shared/route.js";
import { isTerminal } from "../shared/status.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { startDropTarget } from "../upload/drop-target.js";
import { startPage } from "./page.js";
import { showStep, showStepper } from "./stepper.js";

const WITHOUT_SESSION = new Set(["configure", "history"]);

class IngestPage {
  #folderTree = new FolderTree();
  #presets = new PresetList();
  #progress;
  #activity;
  /** The steps Preview, Commit and History, and adding files; null until one of them is needed. */
  #later = null;
  #laterAsked = null;

  constructor() {
    startPage();
    startSharing(byId("share"), describeSession);
    startOptionsForm();
    new StartButton(new FileTypes()).start();
    this.#progress = new ProgressDisplay();
    this.#activity = new ActivityFeed(new LiveWall(), new SlowFiles());
    new EndNotification();
    showMachines();
    startDropTarget((found) => this.#addFiles(found));
    session.addEventListener("state", showStepper);
    session.addEventListener("state", () => this.#prepareLater());
    session.addEventListener("lost", ({ detail }) => this.#lose(detail.error));
    addEventListener("hashchange", () => this.#follow(currentRoute()));
  }

  /** Shows what the address says. A bare address shows the session that is running, if there is one. */
  async arrive() {
    this.#follow(currentRoute() ?? (await runningRoute()) ?? { step: "configure" });
  }

  #follow(route) {
    const target = allowedRoute(route);
    if (this.#later?.preview.isAt(target)) return;
    this.#closeDialogs();
    if (formatRoute(target) !== location.hash) replaceRoute(target);
    if (target.sessionId) session.open(target.sessionId);
    showStep(target.step);
    this.#show(target);
  }

  #show({ step, sessionId, query }) {
    if (step === "configure") {
      if (mayEdit()) {
        this.#folderTree.load();
        this.#presets.load();
      }
      loadSessions();
    } else if (step === "process") this.#showProcess();
    else this.#showLater({ step, sessionId, query });
  }

  #showProcess() {
    this.#progress.repaint();
    this.#activity.refresh();
    this.#prepareLater();
  }

  /** Fetches the next steps when the session is over: before, they would hold back its events on a slow link. */
  #prepareLater() {
    if (!session.state || !isTerminal(session.state.status)) return;
    this.#fetchLater().catch((error) => console.info("The next steps could not be fetched yet.", error.message));
  }

  /** Shows one of the steps that are fetched, unless the user has gone elsewhere meanwhile. */
  async #showLater(target) {
    const steps = this.#later ?? (await this.#fetchLater().catch(tellMissing));
    if (!steps || formatRoute(target) !== location.hash) return;
    if (target.step === "preview") steps.preview.show(target.sessionId, target.query);
    else if (target.step === "commit") steps.commit.show(target.sessionId);
    else steps.history.show();
  }

  #fetchLater() {
    this.#laterAsked ??= import("./later-steps.js").then(({ startLaterSteps }) => {
      this.#later = startLaterSteps((folders) => this.#chooseAdded(folders));
      return this.#later;
    });
    this.#laterAsked.catch(() => {
      this.#laterAsked = null; // the next step that needs them asks again
    });
    return this.#laterAsked;
  }

  async #addFiles(found) {
    const steps = this.#later ?? (await this.#fetchLater().catch(tellMissing));
    steps?.uploads.add(found);
  }

  /** What was added is chosen, so that starting is the next press. */
  async #chooseAdded(folders) {
    await this.#folderTree.load({ open: [pageConfig.uploads.folder] });
    ingestOptions.choose(folders);
  }

  #closeDialogs() {
    this.#later?.preview.close();
    byId("confirm").close();
    byId("preset-dialog").close();
  }

  #lose(error) {
    this.#closeDialogs();
    const isShown = !WITHOUT_SESSION.has(document.body.dataset.step);
    session.close();
    if (!isShown) {
      showStepper();
      return;
    }
    setText(byId("lost-message"), translate("session-lost-reason", { reason: error.message }));
    showStep("lost");
  }
}

/** Other machines that read files; most servers have none. */
function showMachines() {
  if (!pageConfig.cluster) return;
  import("../activity/machine-list.js")
    .then(({ MachineList }) => new MachineList().start())
    .catch((error) => console.info("The list of machines could not be fetched.", error.message));
}

/** The server is away, or was replaced by one that has other scripts. */
function tellMissing(error) {
  console.info("A part of the page could not be fetched.", error.message);
  showError({ message: translate("page-part-missing"), cure: translate("page-part-missing-cure") });
}

/** What a guest link to the session that is shown would show. */
function describeSession() {
  return {
    body: { session_id: session.sessionId },
    what: translate("share-session-what"),
  };
}

async function runningRoute() {
  try {
    const { session: running } = await api.activeSession();
    if (!running || isTerminal(running.status)) return null;
    return { step: stepFor(running), sessionId: running.session_id, query: {} };
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

new IngestPage().arrive();
