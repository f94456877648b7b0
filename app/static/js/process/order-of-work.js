/* A session's place among others: its priority, and the folder that is read next. */
import { session } from "../live/session-store.js";
import { api } from "../shared/api.js";
import { byId, debounced, fragment, setHidden, setText } from "../shared/dom.js";
import { splitPath } from "../shared/format.js";
import { isProcessing } from "../shared/status.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";

const FILTER_MS = 120;

export class OrderOfWork {
  #folders = [];

  constructor() {
    byId("priority").addEventListener("change", ({ target }) => setPriority(target.value));
    byId("next-open").addEventListener("click", () => this.#open());
    byId("next-clear").addEventListener("click", () => readNext(null));
    byId("next-filter").addEventListener(
      "input",
      debounced(FILTER_MS, () => this.#showFolders()),
    );
    addEventListener("hashchange", () => byId("next-dialog").close());
    byId("next-folders").addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button) readNext(button.dataset.path);
    });
  }

  show({ status, priority, next_folder: next, run }) {
    setHidden(byId("queue"), !isProcessing(status));
    if (document.activeElement !== byId("priority")) byId("priority").value = priority;
    setHidden(byId("next-chosen"), !next);
    setHidden(byId("next-open"), Boolean(next));
    setText(byId("next-name"), splitPath(next)[1] || next);
    byId("next-name").title = next;
    setHidden(byId("run-number"), run === 1);
    setText(byId("run-number"), translate("queue-run", { run: run ?? 1 }));
  }

  async #open() {
    setText(byId("next-note"), translate("queue-folder-counting"));
    byId("next-filter").value = "";
    this.#folders = [];
    this.#showFolders();
    byId("next-dialog").showModal();
    try {
      const answer = await api.pendingFolders(session.sessionId);
      this.#folders = answer.folders;
      setText(byId("next-note"), noteFor(answer));
      this.#showFolders();
    } catch (error) {
      setText(byId("next-note"), `${error.message} ${error.cure ?? ""}`);
    }
  }

  #showFolders() {
    const wanted = byId("next-filter").value.trim().toLowerCase();
    const matching = this.#folders.filter(({ path }) => path.toLowerCase().includes(wanted));
    byId("next-folders").replaceChildren(...matching.map(buildRow));
  }
}

function noteFor({ folders, complete }) {
  if (folders.length === 0) return translate("queue-folder-none");
  const found = { folders: folders.length };
  return complete ? translate("queue-folder-all", found) : translate("queue-folder-most", found);
}

function buildRow({ path, pending }) {
  const line = fragment("next-folder");
  const [above, name] = splitPath(path);
  line.querySelector("button").dataset.path = path;
  line.querySelector(".next-folder-name").textContent = name || path;
  line.querySelector(".next-folder-above").textContent = above;
  line.querySelector(".badge").textContent = translate("queue-folder-pending", { files: pending });
  return line;
}

function setPriority(priority) {
  return send(() => api.setPriority(session.sessionId, priority));
}

function readNext(folder) {
  byId("next-dialog").close();
  return send(() => api.next(session.sessionId, folder));
}

/** A stream brings the new state by itself; polling need not wait for the next second. */
async function send(call) {
  try {
    await call();
    session.wake();
  } catch (error) {
    showError(error);
    byId("priority").value = session.state?.priority ?? "normal";
  }
}
