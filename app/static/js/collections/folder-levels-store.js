/* The folders of the library, as far as they were opened: level by level, each with the number of its files. */
import { get } from "../shared/api.js";

export const TOP = "";
const TREE = "/api/library/folder-tree";
const LEVEL_SIZE = 200;
const MOST_FOLDERS = 1000;
/* Paths are long, and an address may not be. */
const LEVELS_AT_ONCE = 10;

/** Dispatches `change` when there are other folders, or other numbers. */
class FolderLevelsStore extends EventTarget {
  /** Folder → `{ folders, total }`, of which some may not be loaded; folders as the API lists them. */
  levels = new Map();
  #isLoading = false;
  #isStale = false;

  /** Loads what is in these folders, as far as that is not known. */
  async open(folders) {
    const missing = folders.filter((folder) => !this.levels.has(folder));
    if (missing.length > 0) await this.#load(missing, LEVEL_SIZE);
  }

  /** Forgets what is in a folder: it is loaded again when it is opened. */
  close(folder) {
    this.levels.delete(folder);
  }

  /** Loads the next folders of a level. */
  async more(folder) {
    const known = this.levels.get(folder).folders;
    const [next] = await ask([folder], { offset: known.length, limit: LEVEL_SIZE });
    this.levels.set(folder, { folders: withoutTwins([...known, ...next.folders]), total: next.total });
    this.#tell();
  }

  /** Loads everything again that is open; what changes meanwhile is loaded after that. */
  async reload() {
    this.#isStale = true;
    if (this.#isLoading || this.levels.size === 0) return;
    this.#isLoading = true;
    try {
      while (this.#isStale) {
        this.#isStale = false;
        const most = Math.max(LEVEL_SIZE, ...[...this.levels.values()].map(({ folders }) => folders.length));
        await this.#load([...this.levels.keys()], Math.min(MOST_FOLDERS, most));
      }
    } catch (error) {
      console.info("The folders could not be loaded.", error.message);
    } finally {
      this.#isLoading = false;
    }
  }

  async #load(folders, limit) {
    for (let first = 0; first < folders.length; first += LEVELS_AT_ONCE) {
      for (const level of await ask(folders.slice(first, first + LEVELS_AT_ONCE), { limit })) {
        this.levels.set(level.folder, level);
      }
    }
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new CustomEvent("change"));
  }
}

export const folderLevels = new FolderLevelsStore();

/** Returns the part of a path that a folder is called by. */
export function nameOf(path) {
  return path.slice(path.lastIndexOf("/") + 1) || "/";
}

/** Returns the folders that lead to `path` from one at the top, itself not among them; none if it is not below one. */
export function foldersAbove(path, tops) {
  const top = tops.find((each) => path === each || path.startsWith(each === "/" ? each : `${each}/`));
  if (top === undefined || top === path) return [];
  const names = path.slice(top.length).split("/").filter(Boolean);
  const begin = top === "/" ? "" : top;
  return [top, ...names.slice(0, -1).map((_, place) => `${begin}/${names.slice(0, place + 1).join("/")}`)];
}

async function ask(folders, part) {
  return (await get(TREE, [...folders.map((folder) => ["folder", folder]), ...Object.entries(part)])).levels;
}

/** A folder that came in since moved the others: each is listed once. */
function withoutTwins(folders) {
  return [...new Map(folders.map((folder) => [folder.path, folder])).values()];
}
