/* discovered = ok + failed + skipped + pending, in words and as a bar; red when a state does not add up. */

import { contradictions, PARTS } from "../live/invariants.js";
import { byId, element, setFlag, setHidden, setStyle, setText } from "../shared/dom.js";
import { count } from "../shared/format.js";
import { keepEvidence } from "./bug-report.js";

let words = null;
let wrongIn = null;

export function showLedger(document) {
  const { ledger } = document;
  words ??= build(byId("ledger"));
  for (const name of ["discovered", ...PARTS]) setText(words[name], count(ledger[name]));
  setFlag(words.failed, "none", ledger.failed === 0);
  showBar(ledger);
  showWrong(document);
}

/** Once wrong, a session stays marked: what was seen is not unseen because the next state is right again. */
function showWrong(document) {
  const wrong = contradictions(document);
  if (wrong.length && wrongIn !== document.session_id) {
    wrongIn = document.session_id;
    keepEvidence(document, wrong);
    setText(byId("ledger-wrong-why"), wrong.join("; "));
  }
  const isMarked = wrongIn === document.session_id;
  setFlag(byId("ledger-card"), "wrong", isMarked);
  setHidden(byId("ledger-wrong"), !isMarked);
}

function showBar(ledger) {
  let from = 0;
  for (const bar of document.querySelectorAll(".ledger-part")) {
    const share = ledger[bar.dataset.part] / Math.max(1, ledger.discovered);
    setStyle(bar, "transform", `translateX(${(100 * from).toFixed(2)}%) scaleX(${share.toFixed(4)})`);
    from += share;
  }
}

function build(line) {
  const numbers = {};
  const term = (name) => {
    numbers[name] = element("b", { text: "0" });
    numbers[name].dataset.part = name;
    return [`${name} `, numbers[name]];
  };
  line.replaceChildren(...term("discovered"), " = ");
  PARTS.forEach((name, place) => line.append(...(place ? [" + "] : []), ...term(name)));
  return numbers;
}
