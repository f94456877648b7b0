/* Where files are added: a drop anywhere on the Configure step, or its buttons. What sends them is fetched then. */
import { mayEdit } from "../shared/caller.js";
import { pageConfig } from "../shared/config.js";
import { byId, setHidden } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";

/** `add(found)` takes what was dropped or chosen: files, and entries of folders. */
export function startDropTarget(add) {
  if (!mayEdit()) return;
  const take = pageConfig.uploads ? add : tellOff;
  addEventListener("dragenter", follow);
  addEventListener("dragover", follow);
  addEventListener("dragleave", ({ relatedTarget }) => relatedTarget ?? showOverlay(false));
  addEventListener("drop", (event) => {
    if (!isForUs(event)) return;
    event.preventDefault();
    showOverlay(false);
    take(foundIn(event.dataTransfer));
  });
  if (pageConfig.uploads) startButtons(add);
}

function follow(event) {
  if (!isForUs(event)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
  showOverlay(pageConfig.uploads !== null);
}

/** Files that are dragged over this step. An open dialog covers it. */
function isForUs({ dataTransfer }) {
  const hasFiles = dataTransfer?.types.some((type) => type.toLowerCase() === "files");
  return hasFiles && document.body.dataset.step === "configure" && !document.querySelector("dialog[open]");
}

function showOverlay(isShown) {
  const overlay = byId("drop-overlay");
  if (overlay) setHidden(overlay, !isShown);
}

/** Entries of folders, and files: they are only known during the event. A file may have no entry that can be read. */
function foundIn({ items }) {
  return [...items].filter(({ kind }) => kind === "file").map(folderOrFile);
}

function folderOrFile(item) {
  const entry = item.webkitGetAsEntry();
  return entry?.isDirectory ? entry : item.getAsFile();
}

function startButtons(add) {
  for (const kind of ["files", "folder"]) {
    const input = byId(`upload-${kind}-input`);
    byId(`upload-${kind}`).addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      add([...input.files]);
      input.value = ""; // the same files can be chosen again
    });
  }
  setHidden(byId("upload-folder"), !("webkitdirectory" in byId("upload-folder-input")));
}

function tellOff() {
  showError({ message: translate("upload-off"), cure: translate("upload-off-cure") });
}
