/* What a commit would do with the session's files, and what was chosen: the one owner of the preview document. */
import { api } from "../shared/api.js";
import { inTurn } from "../shared/request-queue.js";
import { RELATIONS } from "./relations.js";

class PreviewDocument extends EventTarget {
  #sessionId = null;
  #document = null;

  /** `{ groups, edited, stacks, gone_withheld }`; null until it was asked for. */
  get document() {
    return this.#document;
  }

  /** Asks anew. Null where the session is still being read: there is nothing to choose yet. */
  async load(sessionId, isOpen) {
    if (sessionId !== this.#sessionId || !isOpen) this.#take(sessionId, null);
    if (isOpen) await this.refresh();
  }

  /** `wanted` names files: `{ relation, file_ids, stack }`, at least one of them. */
  async choose(choice, wanted) {
    const sessionId = this.#sessionId;
    const document = await inTurn(() => api.choose(sessionId, { choice, ...wanted }));
    if (sessionId === this.#sessionId) this.#take(sessionId, document);
  }

  /** An edit may have changed the counts. */
  async refresh() {
    const sessionId = this.#sessionId;
    const document = await inTurn(() => api.preview(sessionId));
    if (sessionId === this.#sessionId) this.#take(sessionId, document);
  }

  #take(sessionId, document) {
    this.#sessionId = sessionId;
    this.#document = document;
    this.dispatchEvent(new Event("change"));
  }
}

export const preview = new PreviewDocument();

/** Whether a reader may edit this file: it was read, now or for the library before, and its session is over. */
export function isEditable({ relation }) {
  return preview.document !== null && relation in RELATIONS && relation !== "gone";
}
