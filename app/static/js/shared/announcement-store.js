/* What a screen reader announces: few sentences. While they come fast, the newest one wins. */
import { byId, moveIntoView } from "./dom.js";

const QUIET_MS = 1000;

class AnnouncementStore {
  #sentence = "";
  #timer = 0;

  add(sentence) {
    this.#sentence = sentence;
    if (this.#timer === 0) this.#timer = setTimeout(() => this.#announce(), QUIET_MS);
  }

  #announce() {
    this.#timer = 0;
    moveIntoView(byId("announcer"));
    byId("announcer").textContent = this.#sentence;
  }
}

const announcements = new AnnouncementStore();

/** Announces `sentence` within a second, unless a newer one replaces it. */
export function announce(sentence) {
  announcements.add(sentence);
}
