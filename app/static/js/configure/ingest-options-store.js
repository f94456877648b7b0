/* What is chosen on the Configure step, the one owner of it: folders and options. */
import { pageConfig } from "../shared/config.js";
import { outermost, toggled } from "./tree-selection.js";

class Choice extends EventTarget {
  folders = new Set();
  options = { ...pageConfig.defaults };

  toggle(path, childrenOf) {
    this.folders = toggled(this.folders, path, this.options.recursive, childrenOf);
    this.#say("folders");
  }

  clear() {
    this.folders = new Set();
    this.#say("folders");
  }

  setOption(name, value) {
    if (this.options[name] === value) return;
    this.options = { ...this.options, [name]: value };
    if (name === "recursive" && value) this.folders = outermost(this.folders);
    this.#say(name === "recursive" ? "folders" : "options");
  }

  get parameters() {
    return { directories: [...this.folders], ...this.options };
  }

  #say(name) {
    this.dispatchEvent(new Event(name));
    this.dispatchEvent(new Event("change"));
  }
}

export const choice = new Choice();
