/* The edits of files that are being saved. */
import { session } from "../live/session-store.js";
import { editsApi } from "./edits-api.js";

/** Dispatches `saved` ({ file }) with the file as the server has it, once no later edit is being saved. */
class FileEditStore extends EventTarget {
  #inFlight = 0;

  save(fileId, changes) {
    return this.#send((sessionId) => editsApi.editFile(sessionId, fileId, changes));
  }

  /** Restores the values that were read from the file. */
  revert(fileId) {
    return this.#send((sessionId) => editsApi.revertFile(sessionId, fileId));
  }

  async #send(send) {
    const { sessionId } = session;
    this.#inFlight += 1;
    try {
      const file = await session.sendChange(() => send(sessionId));
      if (this.#inFlight === 1) this.dispatchEvent(new CustomEvent("saved", { detail: { file } }));
    } finally {
      this.#inFlight -= 1;
    }
  }
}

export const fileEdits = new FileEditStore();
