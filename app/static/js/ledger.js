/* discovered = ok + failed + skipped + pending, in words and as a bar; red when it does not add up. */
import { byId, element, setFlag, setHidden, setStyle, setText } from "./dom.js";
import { count } from "./format.js";

const PARTS = ["ok", "failed", "skipped", "pending"];

let words = null;

export function showLedger(ledger) {
  words ??= build(byId("ledger"));
  for (const name of ["discovered", ...PARTS]) setText(words[name], count(ledger[name]));
  setFlag(words.failed, "none", ledger.failed === 0);
  showBar(ledger);
  const wrong = !addsUp(ledger);
  setFlag(byId("ledger-card"), "wrong", wrong);
  setHidden(byId("ledger-wrong"), !wrong);
}

/** Pure. */
export function addsUp(ledger) {
  return ledger.discovered === PARTS.reduce((sum, name) => sum + ledger[name], 0) && PARTS.every((name) => ledger[name] >= 0);
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
