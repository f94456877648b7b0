/* The page that checks the connection between this browser and the server. */
import { probe } from "../doctor/probe.js";
import { buildProblem } from "../doctor/problem-list.js";
import { api } from "../shared/api.js";
import { byId, setHidden, setText } from "../shared/dom.js";
import { showError } from "../shared/toasts.js";
import { translate } from "../texts/translate.js";
import { startPage } from "./page.js";

startPage();
byId("doctor-start").addEventListener("click", check);

async function check() {
  const button = byId("doctor-start");
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  setHidden(byId("doctor-problems"), true);
  setText(byId("doctor-result"), translate("doctor-running"));
  try {
    const seen = await probe();
    show(seen, await api.connectionProblems(seen));
  } catch (error) {
    setText(byId("doctor-result"), "");
    showError(error);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

function show(seen, { proxy, problems }) {
  const measured = {
    arrived: seen.arrived,
    sent: seen.sent,
    delay: seen.delay_ms.toFixed(1),
    protocol: [seen.protocol || "HTTP", ...(proxy ? [proxy] : [])].join(", "),
  };
  const verdict = problems.length ? translate("doctor-found", { count: problems.length }) : translate("doctor-fine");
  setText(byId("doctor-result"), `${verdict} ${translate("doctor-measured", measured)}`);
  byId("doctor-problems").replaceChildren(...problems.map(buildProblem));
  setHidden(byId("doctor-problems"), problems.length === 0);
}
