/* The history: every session that the server keeps, newest first, a page at a time. */
import { session } from "../live/session-store.js";
import { api } from "../shared/api.js";
import { confirmed } from "../shared/confirm.js";
import { byId, setHidden, setText } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { buildEntry } from "./history-entry.js";
import { sureToDelete } from "./recent-sessions.js";
import { forgetUndoError, showUndoError } from "./undo-refusal.js";

const PAGE_SIZE = 20;

export class SessionHistory {
  #next = null;

  constructor() {
    byId("history-more").addEventListener("click", () => this.#load(this.#next));
  }

  async show() {
    byId("past").replaceChildren();
    await this.#load(null);
  }

  async #load(after) {
    const more = byId("history-more");
    more.setAttribute("aria-busy", "true");
    try {
      const answer = await api.sessions({ limit: PAGE_SIZE, ...(after ? { after } : {}) });
      this.#next = answer.next;
      byId("past").append(...answer.sessions.map((found) => this.#build(found)));
      const isEmpty = byId("past").childElementCount === 0;
      setText(byId("history-note"), isEmpty ? translate("history-none") : "");
    } catch (error) {
      setText(byId("history-note"), `${error.message} ${error.cure ?? ""}`);
    } finally {
      more.removeAttribute("aria-busy");
      setHidden(more, this.#next === null);
    }
  }

  #build(found) {
    const line = buildEntry(found);
    const { session_id: id, status } = found;
    linkOf(line, "undo").addEventListener("click", () => this.#undo(line, id));
    linkOf(line, "delete").addEventListener("click", () => remove(line, id, status));
    return line;
  }

  async #undo(line, id) {
    const isSure = await confirmed({
      title: translate("history-undo-title"),
      text: translate("history-undo-text"),
      yes: translate("history-undo-yes"),
      no: translate("history-undo-no"),
    });
    if (!isSure) return;
    const place = line.querySelector(".undo-error");
    forgetUndoError(place);
    const refuse = (error) => showUndoError(place, error, linkOf(line, "undo"));
    await act(line, () => api.undo(id).then(() => this.show()), refuse);
  }
}

function linkOf(line, name) {
  return line.querySelector(`[data-link="${name}"]`);
}

async function remove(line, id, status) {
  if (!(await sureToDelete(status))) return;
  await act(line, async () => {
    await api.deleteSession(id);
    session.forget(id);
    const neighbour = line.nextElementSibling ?? line.previousElementSibling;
    line.remove();
    (neighbour?.querySelector("a") ?? byId("history-title")).focus();
  });
}

async function act(line, call, refuse = showError) {
  line.setAttribute("aria-busy", "true");
  try {
    await call();
  } catch (error) {
    refuse(error);
  } finally {
    line.removeAttribute("aria-busy");
  }
}
