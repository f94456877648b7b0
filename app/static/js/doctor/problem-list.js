/* What is wrong with the connection, with the lines that repair it. */
import { element } from "../shared/dom.js";
import { translate } from "../texts/translate.js";

const SENTENCES = {
  "wrong-host": (values) => translate("problem-wrong-host", values),
  buffered: (values) => translate("problem-buffered", values),
  delayed: (values) => translate("problem-delayed", values),
  cut: (values) => translate("problem-cut", values),
  "six-connections": (values) => translate("problem-six-connections", values),
  "untrusted-proxy": (values) => translate("problem-untrusted-proxy", values),
};

/** Returns an item for a list; `problem` as in the API's answer. */
export function buildProblem({ kind, severity, values, remedies }) {
  const isBad = severity === "problem";
  const item = element(
    "li",
    { class: `callout ${isBad ? "callout-bad" : "callout-warn"}`, "data-problem": kind },
    element("p", { text: SENTENCES[kind](values) }),
  );
  for (const { proxy, lines } of remedies) {
    const details = element("details", {}, element("summary", { text: proxy }), element("pre", { text: lines }));
    details.open = remedies.length === 1;
    item.append(details);
  }
  return item;
}
