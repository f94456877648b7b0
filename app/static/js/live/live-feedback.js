/* “Live is off”: one press at the live badge tells the server, with what the page knows of its connection. */
import { announce } from "../shared/announcement-store.js";
import { send } from "../shared/api.js";
import { byId, setHidden, setText } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { session } from "./session-store.js";

const HIDDEN = new Set(["idle", "signed-out"]);
const THANKS_MS = 20_000;

export class LiveFeedback {
  #button = byId("live-off");

  constructor() {
    this.#button.addEventListener("click", () => this.#tell());
  }

  /** Shows the button while a session is followed. */
  show(line) {
    setHidden(this.#button, HIDDEN.has(line));
  }

  async #tell() {
    if (this.#button.ariaDisabled === "true") return;
    this.#button.ariaDisabled = "true"; // and not `disabled`, which would take the focus away
    try {
      await send("POST", "/api/live-feedback", session.connectionFacts);
      setText(this.#button, translate("live-off-noted"));
      announce(translate("live-off-thanks"));
      setTimeout(() => this.#offerAgain(), THANKS_MS);
    } catch (error) {
      showError(error);
      this.#offerAgain();
    }
  }

  #offerAgain() {
    this.#button.ariaDisabled = "false";
    setText(this.#button, translate("live-off"));
  }
}
