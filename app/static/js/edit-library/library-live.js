/* What others change in the library, as they change it. */
import { Connection } from "../live/connection.js";
import { canShare, SharedStream } from "../live/shared-stream.js";

const ADDRESS = "/api/library/stream";
const ABOUT_FILES = ["step", "changed", "searches", "indexed", "reload", "progress"];
const WITH_DATA = new Set([...ABOUT_FILES, "export", "exporting", "import", "importing"]);
const EVENTS = ["open", ...WITH_DATA, "keepalive"];

/** Dispatches the events of the library's stream, with their data: `step`, `changed`, `searches` and so on. */
export class LibraryLive extends EventTarget {
  #line;
  #wasLost = false;

  constructor() {
    super();
    const options = {
      events: EVENTS,
      onEvent: ({ type, data }) => WITH_DATA.has(type) && this.#dispatch(type, JSON.parse(data)),
      onState: (state) => this.#follow(state),
      onRefused: () => console.info("The library cannot be followed live."),
      snapshot: () => null,
      onSnapshot: () => {},
    };
    this.#line = canShare() ? new SharedStream("library", ADDRESS, options) : new Connection(ADDRESS, options);
    document.addEventListener("visibilitychange", () => document.hidden || this.#line.wake());
    addEventListener("online", () => this.#line.wake());
    addEventListener("pagehide", () => this.#line.stop());
    addEventListener("pageshow", () => this.#line.start());
    this.#line.start();
  }

  /** What a new connection has missed is not known: the page shows again what there is. */
  #follow(state) {
    document.documentElement.dataset.libraryLine = state;
    if (state === "reconnecting" || state === "disconnected") this.#wasLost = true;
    if (state !== "connected" || !this.#wasLost) return;
    this.#wasLost = false;
    this.#dispatch("reload", {});
  }

  #dispatch(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
