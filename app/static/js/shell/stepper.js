/* Which of the four steps is shown, and which can be reached. */
import { session } from "../live/session-store.js";
import { byId, setAttribute, setFlag } from "../shared/dom.js";
import { formatRoute, STEPS } from "../shared/route.js";
import { isCommittable } from "../shared/status.js";
import { showTitle } from "../shared/title.js";

const SECTIONS = [...STEPS, "history", "lost"];

/** Shows `step`. Moves the focus to its heading if another step was shown before. */
export function showStep(step) {
  const before = document.body.dataset.step;
  document.body.dataset.step = step;
  for (const name of SECTIONS) byId(`step-${name}`).hidden = name !== step;
  showStepper();
  showTitle(session.state);
  if (before && before !== step) arrive(step);
}

export function showStepper() {
  const current = STEPS.indexOf(document.body.dataset.step);
  STEPS.forEach((name, place) => {
    const link = document.querySelector(`[data-step-link="${name}"]`);
    const isOpen = isReachable(name);
    if (isOpen)
      setAttribute(
        link,
        "href",
        formatRoute({ step: name, sessionId: name === "configure" ? null : session.sessionId }),
      );
    else link.removeAttribute("href");
    setAttribute(link, "aria-disabled", !isOpen);
    if (place === current) setAttribute(link, "aria-current", "step");
    else link.removeAttribute("aria-current");
    setFlag(link, "passed", place < current);
  });
}

function isReachable(step) {
  if (step === "configure") return true;
  if (session.sessionId === null) return false;
  const status = session.state?.status;
  return step !== "commit" || isCommittable(status) || status === "committing";
}

function arrive(step) {
  scrollTo(0, 0);
  byId(`step-${step}`).querySelector("h1:not([hidden])")?.focus({ preventScroll: true });
}
