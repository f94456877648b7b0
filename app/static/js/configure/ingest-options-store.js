/* The folders and options of the Configure step, and their one owner. */
import { pageConfig } from "../shared/config.js";
import { checkedState, outermost, toggled } from "./tree-selection.js";

/**
 * Dispatches `folders` or `options` for what changed, `replaced` for all options at once, and `change` for each; and
 * `contents` before `change` when the files in a folder may be others.
 */
class IngestOptionsStore extends EventTarget {
  folders = new Set();
  options = { ...pageConfig.defaults };

  toggle(path, childrenOf) {
    this.folders = toggled(this.folders, path, this.options.recursive, childrenOf);
    this.#dispatch("folders");
  }

  /** Chooses folders, in which something has arrived, besides those that are chosen. */
  choose(paths) {
    const { recursive } = this.options;
    for (const path of paths) {
      if (checkedState(this.folders, path, recursive) !== "true") {
        this.folders = toggled(this.folders, path, recursive, () => []);
      }
    }
    this.dispatchEvent(new Event("contents"));
    this.#dispatch("folders");
  }

  clear() {
    this.folders = new Set();
    this.#dispatch("folders");
  }

  setOption(name, value) {
    if (this.options[name] === value) return;
    this.options = { ...this.options, [name]: value };
    if (name === "recursive" && value) this.folders = outermost(this.folders);
    this.#dispatch(name === "recursive" ? "folders" : "options");
  }

  /** Takes all options at once, as a preset has them. */
  useOptions(options) {
    for (const [name, value] of Object.entries(options)) this.setOption(name, value);
    this.#dispatch("replaced");
  }

  /** These folders cannot be read any more. */
  drop(paths) {
    const left = new Set([...this.folders].filter((path) => !paths.includes(path)));
    if (left.size === this.folders.size) return;
    this.folders = left;
    this.#dispatch("folders");
  }

  /** The parameters of `POST /api/ingest/process`. */
  get parameters() {
    return { directories: [...this.folders], ...this.options };
  }

  #dispatch(name) {
    this.dispatchEvent(new Event(name));
    this.dispatchEvent(new Event("change"));
  }
}

export const ingestOptions = new IngestOptionsStore();
