/* Asks for the name of a preset, and stays open with the reason while the server refuses it. */
import { byId, setText } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

export class PresetDialog {
  #asked = null;

  constructor() {
    byId("preset-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    byId("preset-name").addEventListener("input", () => this.#showNote());
    byId("preset-cancel").addEventListener("click", () => byId("preset-dialog").close());
  }

  /** `note(name)`: what is said below a name; `send(name)`: saves it. Resolves when the dialog is closed. */
  ask({ title, yes, name, note, send }) {
    this.#asked = { note, send };
    setText(byId("preset-dialog-title"), title);
    setText(byId("preset-ok"), yes);
    byId("preset-name").value = name;
    this.#showNote();
    byId("preset-dialog").showModal();
    byId("preset-name").select();
    return new Promise((resolve) => byId("preset-dialog").addEventListener("close", resolve, { once: true }));
  }

  #showNote() {
    setText(byId("preset-note"), this.#asked.note(byId("preset-name").value));
    byId("preset-name").removeAttribute("aria-invalid");
  }

  async #submit() {
    const name = byId("preset-name").value.trim();
    if (name === "") {
      this.#refuse(translate("preset-name-missing"));
      return;
    }
    byId("preset-ok").setAttribute("aria-busy", "true");
    try {
      await this.#asked.send(name);
      byId("preset-dialog").close();
    } catch (error) {
      this.#refuse(`${error.message} ${error.cure ?? ""}`);
    } finally {
      byId("preset-ok").removeAttribute("aria-busy");
    }
  }

  #refuse(words) {
    setText(byId("preset-note"), words);
    byId("preset-name").setAttribute("aria-invalid", "true");
    byId("preset-name").focus();
  }
}
