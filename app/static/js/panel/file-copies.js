/* What can be taken along from a file: its prompt and settings, its path, its workflow, and the file itself. */
import { copyFrom } from "../copying/copy-button.js";
import { isExcerpt } from "../file/excerpts.js";
import { api } from "../shared/api.js";
import { byId } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

/** `data-copy` of a button → what it is called, and the text of a whole file. */
const COPIES = {
  prompt: [translate("panel-copied-prompt"), ({ generation }) => generation.prompt],
  negative_prompt: [translate("panel-copied-negative-prompt"), ({ generation }) => generation.negative_prompt],
  seed: [translate("panel-copied-seed"), ({ generation }) => String(generation.seed)],
  settings: [translate("panel-copied-settings"), ({ parameters }) => api.text(parameters)],
  path: [translate("panel-copied-path"), ({ path }) => path],
  workflow: [translate("panel-copied-workflow"), ({ workflow }) => api.text(workflow)],
};

export class FileCopies {
  #list;
  #file = null;

  /** `list`: knows the whole texts of a file, of which it lists excerpts. */
  constructor(list) {
    this.#list = list;
    byId("viewer-panel").addEventListener("click", ({ target }) => {
      const button = target.closest("[data-copy]");
      if (button) this.#copy(button);
    });
  }

  show(file) {
    this.#file = file;
    const { relation, parameters, original, workflow, clean, name } = file;
    const isThere = relation !== "gone";
    byId("copy-settings").hidden = !parameters;
    byId("copy-workflow").hidden = !workflow;
    link("download-workflow", workflow, `${name}.workflow.json`);
    link("open-original", isThere ? original : null);
    link("download-original", isThere ? original : null, name);
    link("download-clean", isThere ? clean : null, name);
    byId("downloads").hidden = !isThere && !parameters && !workflow;
  }

  /** Copies the prompt, for the key. Returns whether there is one. */
  copyPrompt() {
    const button = byId("detail-parts").querySelector("[data-copy=prompt]");
    if (button) this.#copy(button);
    return button !== null;
  }

  #copy(button) {
    const [what, textOf] = COPIES[button.dataset.copy];
    return copyFrom(button, this.#textOf(this.#file, textOf), what);
  }

  async #textOf(file, textOf) {
    const { generation } = isExcerpt(file) ? await this.#list.fetchWhole(file) : file;
    return textOf({ ...file, generation });
  }
}

function link(id, address, name) {
  const made = byId(id);
  made.hidden = !address;
  if (!address) return;
  made.href = address;
  if (name) made.download = name;
}
