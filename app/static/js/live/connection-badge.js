/* The LIVE badge, and the state of the connection in words, with an icon. */
import { announce } from "../shared/announcement-store.js";
import { byId, setAttribute, setHidden, setText } from "../shared/dom.js";
import { isRunning, isTerminal } from "../shared/status.js";
import { translate } from "../texts/translate.js";

const WORDS = {
  connecting: translate("connection-connecting"),
  connected: translate("connection-connected"),
  reconnecting: translate("connection-reconnecting"),
  disconnected: translate("connection-disconnected"),
  polling: translate("connection-polling"),
  "signed-out": translate("connection-signed-out"),
};
/* A session that was cancelled, or stopped by an error, has not finished. */
const ENDED = {
  cancelled: translate("connection-ended"),
  error: translate("connection-stopped"),
  commit_error: translate("connection-stopped"),
};
const ICONS = { connecting: "reconnecting", ended: "connected", "signed-out": "disconnected" };
const MAY_TRY = new Set(["disconnected", "signed-out"]);
const ALARMING = new Set(["reconnecting", "disconnected"]);

export class ConnectionBadge {
  #isAlarmed = false;
  #wasAlarmed = false;

  /** `reconnect()` connects now instead of waiting for a timer. */
  constructor(reconnect) {
    byId("reconnect").addEventListener("click", reconnect);
  }

  show(line, state) {
    const shown = shownLine(line, state);
    const badge = byId("connection");
    setHidden(badge, shown === "idle");
    setAttribute(badge, "data-state", shown);
    setText(byId("connection-text"), wordFor(shown, state));
    const wanted = ICONS[shown] ?? shown;
    for (const icon of badge.querySelectorAll("[data-for]")) setHidden(icon, icon.dataset.for !== wanted);
    setHidden(byId("live-badge"), shown !== "connected" || !isRunning(state?.status));
    setHidden(byId("reconnect"), !MAY_TRY.has(shown));
    this.#offerCheck(shown);
    this.#announce(shown);
  }

  /** Whoever has lost the connection once, or polls, is offered to find out why. Guests are not. */
  #offerCheck(shown) {
    this.#wasAlarmed ||= ALARMING.has(shown);
    const check = document.getElementById("check-connection");
    if (check) setHidden(check, !this.#wasAlarmed && shown !== "polling");
  }

  /** A restored connection is announced only if its loss was. */
  #announce(shown) {
    const isAlarming = ALARMING.has(shown);
    if (isAlarming === this.#isAlarmed) return;
    if (isAlarming) announce(translate("connection-lost"));
    else if (shown === "connected" || shown === "polling") announce(translate("connection-restored"));
    this.#isAlarmed = isAlarming;
  }
}

/** Pure. */
export function shownLine(line, state) {
  if (line !== "idle") return line;
  return state && isTerminal(state.status) ? "ended" : "idle";
}

function wordFor(shown, state) {
  if (shown === "ended") return ENDED[state.status] ?? translate("connection-finished");
  if (shown === "disconnected" && !navigator.onLine) return translate("connection-offline");
  return WORDS[shown] ?? "";
}
