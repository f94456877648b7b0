/* A file that could not be read can be read again from here. */
import { session } from "../live/session-store.js";
import { announce } from "../shared/announcement-store.js";
import { api } from "../shared/api.js";
import { mayEdit } from "../shared/caller.js";
import { byId } from "../shared/dom.js";
import { mayRetry } from "../shared/status.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";

export class FileRetry {
  #stage;
  #file = null;

  /** `stage`: the `ViewerStage` that shows the button. */
  constructor(stage) {
    this.#stage = stage;
    byId("viewer-retry").addEventListener("click", () => this.#retry());
    session.addEventListener("state", () => this.#show());
  }

  show(file) {
    this.#file = file;
    this.#show();
  }

  /** While the session reads files there is nothing to press: its files are loaded again as it goes on. */
  #show() {
    const { state } = session;
    this.#stage.offerRetry(this.#file?.outcome === "failed" && state !== null && mayEdit() && mayRetry(state.status));
  }

  async #retry() {
    const { id } = this.#file;
    this.#stage.offerRetry(false);
    byId("viewer-stage").focus();
    try {
      await session.sendChange(() => api.retry(session.sessionId, { file_ids: [id] }));
      announce(translate("viewer-retrying"));
      session.follow();
    } catch (error) {
      showError(error);
      this.#show();
    }
  }
}
