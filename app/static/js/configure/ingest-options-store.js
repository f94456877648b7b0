/* The folders and options of the Configure step, and their one owner. */
import { pageConfig } from "../shared/config.js";
import { outermost, toggled } from "./tree-selection.js";

/** Dispatches `folders` or `options` for what changed, and `change` for either. */
class IngestOptionsStore extends EventTarget {
  folders = new Set();
  options = { ...pageConfig.defaults };

  toggle(path, childrenOf) {
    this.folders = toggled(this.folders, path, this.options.recursive, childrenOf);
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
