/* discovered = ok + failed + skipped + pending, in words and as a bar; red when a state does not add up. */
import { LEDGER_PARTS, violatedInvariants } from "../live/invariants.js";
import { byId, element, setFlag, setHidden, setStyle, setText } from "../shared/dom.js";
import { count } from "../shared/format.js";
import { fillSlots, slot, translate } from "../texts/translate.js";

export class Ledger {
  #bugReport;
  #numbers;
  #wrongSession = null;

  /** `bugReport` gets the evidence when a state does not add up. */
  constructor(bugReport) {
    this.#bugReport = bugReport;
    this.#numbers = buildLine(byId("ledger"));
  }

  show(state) {
    const { ledger } = state;
    for (const name of ["discovered", ...LEDGER_PARTS]) setText(this.#numbers[name], count(ledger[name]));
    setFlag(this.#numbers.failed, "none", ledger.failed === 0);
    showBar(ledger);
    this.#showWrong(state);
  }

  /** A session that was wrong once stays marked, even when its next state adds up again. */
  #showWrong(state) {
    const wrong = violatedInvariants(state);
    if (wrong.length && this.#wrongSession !== state.session_id) {
      this.#wrongSession = state.session_id;
      this.#bugReport.keepEvidence(state, wrong);
      setText(byId("ledger-wrong-why"), wrong.join("; "));
    }
    const isMarked = this.#wrongSession === state.session_id;
    setFlag(byId("ledger-card"), "wrong", isMarked);
    setHidden(byId("ledger-wrong"), !isMarked);
  }
}

function showBar(ledger) {
  let from = 0;
  for (const bar of document.querySelectorAll(".ledger-part")) {
    const share = ledger[bar.dataset.part] / Math.max(1, ledger.discovered);
    setStyle(bar, "transform", `translateX(${(100 * from).toFixed(2)}%) scaleX(${share.toFixed(4)})`);
    from += share;
  }
}

/** Fills `line` with the names of the ledger. Returns the element of each number by its name. */
function buildLine(line) {
  const names = ["discovered", ...LEDGER_PARTS];
  const numbers = names.map((name) => element("b", { text: "0", "data-part": name }));
  const slots = names.map((name, place) => [name, slot(place)]);
  line.replaceChildren(...fillSlots(translate("ledger-line", Object.fromEntries(slots)), ...numbers));
  return Object.fromEntries(names.map((name, place) => [name, numbers[place]]));
}
