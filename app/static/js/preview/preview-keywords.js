/* The session's most frequent keywords: counting them takes longer than finding a page, so no page waits for them. */
import { api } from "../shared/api.js";
import { showError } from "../shared/toasts.js";

const SHOWN = 60;

let known = { sessionId: null, keywords: null };
let wanted = null;
let isAsking = false;

/** Null while they are not known. */
export const keywordsOf = (sessionId) => (known.sessionId === sessionId ? known.keywords : null);

/** They may have changed: asks for them, one question at a time, and calls `show()` when they are there. */
export async function askKeywords(sessionId, show) {
  wanted = sessionId;
  if (isAsking) return;
  isAsking = true;
  try {
    while (wanted !== null) {
      const asked = wanted;
      wanted = null;
      known = { sessionId: asked, ...(await api.keywords(asked, SHOWN)) };
    }
    show();
  } catch (error) {
    showError(error);
  } finally {
    isAsking = false;
  }
}
