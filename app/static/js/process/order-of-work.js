/* A session's place among others: its priority, and the folder in it that comes next. */

import { session } from "../live/session-store.js";
import { api } from "../shared/api.js";
import { byId, debounced, fragment, setHidden, setText } from "../shared/dom.js";
import { count, plural, splitPath } from "../shared/format.js";
import { isProcessing } from "../shared/status.js";
import { showError } from "../shared/toasts.js";

const FILTER_MS = 120;

let folders = [];

export function startQueue() {
  byId("priority").addEventListener("change", ({ target }) =>
    ask(() => api.setPriority(session.sessionId, target.value)),
  );
  byId("next-open").addEventListener("click", open);
  byId("next-clear").addEventListener("click", () => choose(null));
  byId("next-filter").addEventListener("input", debounced(FILTER_MS, showFolders));
  addEventListener("hashchange", () => byId("next-dialog").close());
  byId("next-folders").addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button) choose(button.dataset.path);
  });
}

export function showQueue({ status, priority, next_folder: next, run }) {
  setHidden(byId("queue"), !isProcessing(status));
  if (document.activeElement !== byId("priority")) byId("priority").value = priority;
  setHidden(byId("next-chosen"), !next);
  setHidden(byId("next-open"), Boolean(next));
  setText(byId("next-name"), splitPath(next)[1] || next);
  byId("next-name").title = next;
  setHidden(byId("run-number"), run === 1);
  setText(byId("run-number"), `Run ${count(run)}`);
}

async function open() {
  setText(byId("next-note"), "Counting what is pending …");
  byId("next-filter").value = "";
  folders = [];
  showFolders();
  byId("next-dialog").showModal();
  try {
    const answer = await api.pendingFolders(session.sessionId);
    folders = answer.folders;
    setText(byId("next-note"), folders.length ? noteOn(answer) : "No file is pending.");
    showFolders();
  } catch (error) {
    setText(byId("next-note"), `${error.message} ${error.cure ?? ""}`);
  }
}

function noteOn({ folders: found, complete }) {
  return complete ? plural(found.length, "folder") : `the fullest ${count(found.length)} folders`;
}

function showFolders() {
  const wanted = byId("next-filter").value.trim().toLowerCase();
  const fitting = folders.filter(({ path }) => path.toLowerCase().includes(wanted));
  byId("next-folders").replaceChildren(...fitting.map(row));
}

function row({ path, pending }) {
  const line = fragment("next-folder");
  const [above, name] = splitPath(path);
  const button = line.querySelector("button");
  button.dataset.path = path;
  line.querySelector(".next-folder-name").textContent = name || path;
  line.querySelector(".next-folder-above").textContent = above;
  line.querySelector(".badge").textContent = `${count(pending)} pending`;
  return line;
}

async function choose(folder) {
  byId("next-dialog").close();
  await ask(() => api.next(session.sessionId, folder));
}

/** A stream brings the answer by itself; whoever polls need not wait for the next second. */
async function ask(call) {
  try {
    await call();
    session.wake();
  } catch (error) {
    showError(error);
    byId("priority").value = session.document?.priority ?? "normal";
  }
}
