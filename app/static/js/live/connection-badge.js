/* The LIVE badge, and the state of the connection in words, with an icon. */
import { announce } from "../shared/announcement-store.js";
import { byId, setAttribute, setHidden, setText } from "../shared/dom.js";
import { isTerminal } from "../shared/status.js";
import { session } from "./session-store.js";

const WORDS = {
  connecting: "Connecting",
  connected: "Connected",
  reconnecting: "Reconnecting",
  disconnected: "Disconnected",
  polling: "Asking every second",
};
const ICONS = { connecting: "reconnecting", ended: "connected" };
const ALARMING = new Set(["reconnecting", "disconnected"]);

export class ConnectionBadge {
  #isAlarmed = false;

  constructor() {
    byId("reconnect").addEventListener("click", () => session.wake());
  }

  show(line, state) {
    const shown = shownLine(line, state);
    const badge = byId("connection");
    setHidden(badge, shown === "idle");
    setAttribute(badge, "data-state", shown);
    setText(byId("connection-text"), wordFor(shown));
    const wanted = ICONS[shown] ?? shown;
    for (const icon of badge.querySelectorAll("[data-for]")) setHidden(icon, icon.dataset.for !== wanted);
    setHidden(byId("live-badge"), shown !== "connected");
    setHidden(byId("reconnect"), shown !== "disconnected");
    this.#announce(shown);
  }

  /** A restored connection is announced only if its loss was. */
  #announce(shown) {
    const isAlarming = ALARMING.has(shown);
    if (isAlarming === this.#isAlarmed) return;
    if (isAlarming) announce("The connection was lost. Reconnecting.");
    else if (shown === "connected" || shown === "polling") announce("Connected again.");
    this.#isAlarmed = isAlarming;
  }
}

/** Pure. */
export function shownLine(line, state) {
  if (line !== "idle") return line;
  return state && isTerminal(state.status) ? "ended" : "idle";
}

function wordFor(shown) {
  if (shown === "ended") return "Finished";
  if (shown === "disconnected" && !navigator.onLine) return "You are offline";
  return WORDS[shown] ?? "";
}
