/* The folder filter: any part of a folder's path finds it. */
import { api } from "../shared/api.js";
import { byId, debounced, element } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

const TYPING_MS = 120;
const SHOWN = 30;

/** `onChoose(folder)` is called with an absolute path; empty: any folder. */
export function startFolderField(onChoose) {
  const field = byId("folder");
  field.addEventListener("focus", () => suggest(field.value));
  field.addEventListener(
    "input",
    debounced(TYPING_MS, () => suggest(field.value)),
  );
  field.addEventListener("change", async () => onChoose(await folderFor(field.value.trim())));
}

async function suggest(part) {
  const { folders } = await api.libraryFolders(part.trim(), SHOWN);
  const options = folders.map(({ path, files }) =>
    element("option", { value: path, label: translate("library-folder-files", { path, files }) }),
  );
  byId("folder-list").replaceChildren(...options);
}

/** Returns the folder that is meant: a part of a path stands for the first folder that contains it. */
async function folderFor(typed) {
  if (typed === "" || typed.startsWith("/")) return typed;
  const { folders } = await api.libraryFolders(typed, 1);
  return folders[0]?.path ?? typed;
}
