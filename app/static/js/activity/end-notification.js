/* A notification of the browser when a session has ended: only where the user asked for it, and once for all tabs. */
import { session } from "../live/session-store.js";
import { byId, setAttribute, setHidden, setText } from "../shared/dom.js";
import { formatRoute } from "../shared/route.js";
import { isProcessing, isTerminal } from "../shared/status.js";
import { translate } from "../texts/translate.js";

/** The session whose end is awaited, for all tabs of this browser. */
const WISH = "headrace:notify";

export class EndNotification {
  constructor() {
    byId("notify").addEventListener("click", () => this.#toggle());
    session.addEventListener("state", ({ detail }) => this.#take(detail.state));
    addEventListener("storage", ({ key }) => key === WISH && showButton());
  }

  #take(state) {
    showButton();
    if (isTerminal(state.status)) fulfil(state);
  }

  async #toggle() {
    const id = session.sessionId;
    if (isAwaited(id)) {
      localStorage.removeItem(WISH);
      say("");
    } else {
      const refusal = await askPermission();
      say(refusal);
      if (refusal === "") localStorage.setItem(WISH, id);
    }
    showButton();
  }
}

/** Returns why there can be no notification; empty if there can be one. */
async function askPermission() {
  if (!window.isSecureContext) return translate("notify-needs-https");
  if (!("Notification" in window)) return translate("notify-cannot");
  const answer = await Notification.requestPermission();
  if (answer === "granted") return "";
  return answer === "denied" ? translate("notify-blocked") : translate("notify-not-allowed");
}

function showButton() {
  const { sessionId, state } = session;
  setHidden(byId("notify"), state === null || !isProcessing(state.status));
  if (state === null || !isProcessing(state.status)) say("");
  setAttribute(byId("notify"), "aria-pressed", isAwaited(sessionId));
}

/** The tab that takes the wish away is the one that notifies. */
function fulfil(state) {
  if (!isAwaited(state.session_id)) return;
  navigator.locks.request(WISH, () => {
    if (!isAwaited(state.session_id)) return;
    localStorage.removeItem(WISH);
    notify(state);
  });
}

function notify(state) {
  const { session_id: id } = state;
  try {
    const shown = new Notification(titleOf(state), {
      body: bodyOf(state),
      tag: `headrace ${id}`,
      icon: "/static/icon.svg",
    });
    shown.addEventListener("click", () => {
      shown.close();
      window.focus();
      location.hash = formatRoute({ step: "process", sessionId: id });
    });
  } catch (error) {
    console.info("This browser shows no notification of a page.", error.message); // Chrome on Android
  }
}

const TITLES = { cancelled: translate("notify-title-cancelled"), error: translate("notify-title-error") };

/** Pure. */
export function titleOf({ status }) {
  return TITLES[status] ?? translate("notify-title-read");
}

/** Pure. */
export function bodyOf({ ledger: { ok, failed, pending }, message }) {
  const read = failed ? translate("notify-read-failed", { ok, failed }) : translate("notify-read", { ok });
  return pending ? `${read} ${message}` : read;
}

function isAwaited(id) {
  return id !== null && localStorage.getItem(WISH) === id;
}

function say(text) {
  setText(byId("notify-note"), text);
  setHidden(byId("notify-note"), text === "");
}
