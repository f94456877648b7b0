/* Two to four files beside each other, with one zoom for all; two of them also under a divider, or in turns. */
import { isExcerpt } from "../file/excerpts.js";
import { keyHelp } from "../keys/key-help-store.js";
import { byId, setAttribute, setHidden, setText } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { Blinking } from "./blinking.js";
import { ComparePane } from "./compare-pane.js";
import { differenceTable } from "./difference-table.js";
import { offerToKeep, offerToKeepOne } from "./keep-one.js";

const FEWEST = 2;
const MOST = 4;
const SPLIT_STEP = 2;

export class Comparison {
  #dialog = byId("compare");
  #fetchWhole;
  #panes = [];
  #blinking = new Blinking((isSecond) => this.#showTurn(isSecond));

  /** `fetchWhole(file)` resolves to a file with its whole texts. */
  constructor(fetchWhole) {
    this.#fetchWhole = fetchWhole;
    byId("compare-mode").addEventListener("change", ({ target }) => this.#setMode(target.value));
    byId("compare-split").addEventListener("input", ({ target }) => this.#setSplit(target.value));
    byId("compare-zoom").addEventListener("click", () => this.#panes[0].zoom.toggle());
    byId("compare-close").addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("close", () => this.#closed());
    this.#dialog.addEventListener("keydown", (event) => this.#handleKey(event));
    keyHelp.add({
      title: translate("compare-title"),
      isShown: () => this.#dialog.open,
      keys: [
        [["z"], translate("compare-key-fit")],
        [["i", "o"], translate("compare-key-zoom")],
        [["←", "↑", "→", "↓"], translate("compare-key-move")],
        [["Space"], translate("compare-key-turn")],
        [["[", "]"], translate("compare-key-divider")],
      ],
    });
  }

  /**
   * Compares two to four files; more are left out, and fewer are not compared. `keep(file, others)` keeps one of them,
   * after which nothing is left to compare; without it, a session's files can be chosen for its commit.
   */
  async open(files, keep = null) {
    const compared = files.slice(0, MOST);
    if (compared.length < FEWEST) return;
    this.#panes = compared.map((file, index) => new ComparePane(file, index + 1));
    byId("compare-panes").replaceChildren(...this.#panes.map(({ element }) => element));
    byId("compare-panes").dataset.count = compared.length;
    for (const { zoom } of this.#panes) zoom.addEventListener("change", () => this.#link(zoom));
    for (const radio of byId("compare-mode").querySelectorAll("input")) {
      radio.disabled = compared.length > FEWEST && radio.value !== "side";
      radio.checked = radio.value === "side";
    }
    if (keep === null) offerToKeep(this.#panes);
    else offerToKeepOne(this.#panes, (kept, others) => this.#keep(keep, kept, others));
    this.#setMode("side");
    this.#setSplit(50);
    this.#dialog.showModal();
    byId("compare-panes").focus();
    for (const pane of this.#panes) pane.show().then(() => this.#showZoom());
    await this.#showDifferences(compared);
  }

  #keep(keep, kept, others) {
    this.#dialog.close();
    keep(kept, others);
  }

  // ---- What differs

  async #showDifferences(files) {
    byId("compare-differences").replaceChildren();
    try {
      const whole = await Promise.all(files.map((file) => (isExcerpt(file) ? this.#wholeOf(file) : file)));
      if (files[0] === this.#panes[0]?.file) byId("compare-differences").replaceChildren(differenceTable(whole));
    } catch (error) {
      showError(error);
    }
  }

  async #wholeOf(file) {
    const { generation, keywords } = await this.#fetchWhole(file);
    return { ...file, generation, keywords };
  }

  // ---- Zoom

  #link(changed) {
    for (const { zoom } of this.#panes) if (zoom !== changed && changed.state) zoom.follow(changed.state);
    this.#showZoom();
  }

  #showZoom() {
    const percent = this.#panes[0]?.zoom.percent ?? null;
    setHidden(byId("compare-zoom"), percent === null);
    if (percent === null) return;
    setText(byId("compare-zoom"), translate("zoom-percent", { percent }));
    setAttribute(byId("compare-zoom"), "aria-label", translate("compare-zoom-toggle", { percent }));
  }

  // ---- Modes

  #setMode(mode) {
    byId("compare-panes").dataset.mode = mode;
    byId("compare-split").hidden = mode !== "slider";
    this.#blinking.set(mode === "blink");
    this.#showTurn(false);
  }

  #setSplit(percent) {
    byId("compare-split").value = percent;
    byId("compare-panes").style.setProperty("--compare-split", `${percent}%`);
  }

  #showTurn(isSecond) {
    byId("compare-panes").dataset.turn = isSecond ? "2" : "1";
  }

  #closed() {
    this.#blinking.set(false);
    this.#panes = [];
    byId("compare-panes").replaceChildren();
  }

  // ---- Keys

  #handleKey(event) {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || !this.#panes.length || target.matches("input")) return;
    const { zoom } = this.#panes[0];
    const act = {
      z: () => zoom.toggle(),
      i: () => zoom.zoomIn(),
      "+": () => zoom.zoomIn(),
      o: () => zoom.zoomOut(),
      " ": () => !target.matches("button") && this.#blinking.turn(),
      "[": () => this.#setSplit(Number(byId("compare-split").value) - SPLIT_STEP),
      "]": () => this.#setSplit(Number(byId("compare-split").value) + SPLIT_STEP),
    }[key];
    if (act ? act() !== false : !target.closest(".compare-differences") && zoom.handleArrow(key))
      event.preventDefault();
  }
}
