/* Asks for a name, for a collection, or for both; stays open with the reason while the server refuses. */
import { byId, element, setHidden, setText } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

export class CollectionDialog {
  #asked = null;

  constructor() {
    byId("collection-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    byId("collection-name").addEventListener("input", () => this.#show());
    byId("collection-place").addEventListener("change", () => this.#show());
    byId("collection-cancel").addEventListener("click", () => byId("collection-dialog").close());
  }

  /**
   * `name`: the one that is proposed; null: none is asked for. `places`: `{ label, options, chosen }`, each option
   * `{ id, text }` with the id null for the first; null: none is asked for. `needsName(place)`: whether a name is asked
   * for. `note(name)`: what is said below. `send(name, place)` does it. Resolves when the dialog is closed.
   */
  ask({ title, yes, name = null, places = null, needsName = () => name !== null, note = () => "", send }) {
    this.#asked = { needsName, note, send };
    setText(byId("collection-dialog-title"), title);
    setText(byId("collection-ok"), yes);
    byId("collection-name").value = name ?? "";
    setHidden(byId("collection-place-field"), places === null);
    if (places !== null) fillPlaces(places);
    this.#show();
    byId("collection-dialog").showModal();
    const field = this.#isNameShown ? byId("collection-name") : byId("collection-place");
    field.focus();
    if (this.#isNameShown) field.select();
    return new Promise((resolve) => byId("collection-dialog").addEventListener("close", resolve, { once: true }));
  }

  get #isNameShown() {
    return !byId("collection-name-field").hidden;
  }

  #show() {
    setHidden(byId("collection-name-field"), !this.#asked.needsName(chosenPlace()));
    setText(byId("collection-note"), this.#asked.note(byId("collection-name").value.trim()));
    byId("collection-name").removeAttribute("aria-invalid");
  }

  async #submit() {
    const name = byId("collection-name").value.trim();
    const ok = byId("collection-ok");
    if (this.#isNameShown && name === "") {
      this.#refuse(translate("collections-name-missing"));
      return;
    }
    if (ok.getAttribute("aria-busy") === "true") return;
    ok.setAttribute("aria-busy", "true");
    try {
      await this.#asked.send(name, chosenPlace());
      byId("collection-dialog").close();
    } catch (error) {
      this.#refuse(`${error.message} ${error.cure ?? ""}`);
    } finally {
      ok.removeAttribute("aria-busy");
    }
  }

  #refuse(words) {
    setText(byId("collection-note"), words);
    if (!this.#isNameShown) return;
    byId("collection-name").setAttribute("aria-invalid", "true");
    byId("collection-name").focus();
  }
}

function fillPlaces({ label, options, chosen }) {
  setText(byId("collection-place-label"), label);
  const made = options.map(({ id, text }) => element("option", { value: id ?? "", text }));
  byId("collection-place").replaceChildren(...made);
  byId("collection-place").value = chosen ?? "";
}

/** The id of the chosen collection; null for the first entry. */
function chosenPlace() {
  const { value } = byId("collection-place");
  return value === "" ? null : Number(value);
}
