/* What failed while a file was read, with the reasons. */
import { pageConfig } from "../shared/config.js";
import { element, setFlag } from "../shared/dom.js";
import { stepName } from "../texts/step-names.js";
import { translate } from "../texts/translate.js";

const FATAL = new Set(pageConfig.rules.fatal_steps);

/** Returns a box for each failure of a file. */
export function failureBoxes({ failures: found }) {
  return found.map(({ step, reason }) => {
    const box = element(
      "div",
      { class: "detail-failure" },
      element("b", { text: titleOf(step) }),
      element("span", { text: reason, dir: "auto" }),
    );
    setFlag(box, "fatal", FATAL.has(step));
    return box;
  });
}

function titleOf(step) {
  const name = stepName(step);
  return FATAL.has(step) ? translate("panel-failed", { step: name }) : translate("panel-warning", { step: name });
}
