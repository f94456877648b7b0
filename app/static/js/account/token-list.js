/* Tokens for scripts: one's own, and for an admin those of all accounts. */
import { allTokens, createToken, ownTokens, revokeOwnToken, revokeToken } from "../access/access-api.js";
import { forgetSecret, showSecret } from "../access/shown-secret.js";
import { confirmed } from "../shared/confirm.js";
import { byId, element } from "../shared/dom.js";
import { moment } from "../shared/format.js";
import { translate } from "../texts/translate.js";
import { foreign, rowButton, showTable } from "./access-table.js";
import { actOn, loadInto, whileBusy } from "./forms.js";
import { roleName } from "./words.js";

const MOST_DAYS = 3650;
/** What follows the name in each table. */
const FACTS = [translate("tokens-role"), translate("tokens-expires"), translate("tokens-used"), ""];

/** `changed()` is called when there is another token. */
export function startTokenForm(changed) {
  byId("token-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const days = Number(byId("token-days").value);
    if (!byId("token-name").value.trim()) byId("token-name").focus();
    else if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) byId("token-days").focus();
    else whileBusy(byId("token-form"), () => create(days).then(changed));
  });
}

async function create(days) {
  const wanted = { name: byId("token-name").value.trim(), role: byId("token-role").value, days };
  const { token, secret } = await createToken(wanted);
  byId("token-form").reset();
  const note = translate("tokens-new-note", { name: token.name });
  showSecret(byId("token-secret"), { label: translate("tokens-new"), note, value: secret });
}

/** `changed()` is called when a token is revoked. */
export function loadOwnTokens(changed) {
  return loadInto(byId("tokens-list"), async () => {
    const { tokens } = await ownTokens();
    showTable(byId("tokens-list"), {
      label: translate("tokens-title"),
      columns: [translate("tokens-name"), ...FACTS],
      rows: tokens.map((token) => [
        foreign(token.name),
        ...factsOf(token),
        revokeButton(token, () => actOn("tokens-title", () => revokeOwnToken(token.id), changed)),
      ]),
      empty: translate("tokens-empty"),
    });
  });
}

/** `changed()` is called when a token is revoked. */
export function loadAllTokens(changed) {
  return loadInto(byId("all-tokens-list"), async () => {
    const { tokens } = await allTokens();
    showTable(byId("all-tokens-list"), {
      label: translate("tokens-all-title"),
      columns: [translate("tokens-name"), translate("tokens-account"), ...FACTS],
      rows: tokens.map((token) => [
        foreign(token.name),
        token.account === null ? translate("tokens-command-line") : element("bdi", { text: token.account }),
        ...factsOf(token),
        revokeButton(token, () => actOn("all-tokens-title", () => revokeToken(token.id), changed)),
      ]),
      empty: translate("tokens-all-empty"),
    });
  });
}

function factsOf({ role, expires_at: expiresAt, used_at: usedAt }) {
  const isOver = expiresAt * 1000 < Date.now();
  return [
    roleName(role),
    isOver ? translate("tokens-expired") : moment(expiresAt),
    usedAt === null ? translate("tokens-never-used") : moment(usedAt),
  ];
}

function revokeButton({ name }, revoke) {
  return rowButton(translate("tokens-revoke"), translate("tokens-revoke-label", { name }), async () => {
    const isSure = await confirmed({
      title: translate("tokens-ask-title", { name }),
      text: translate("tokens-ask-text"),
      yes: translate("tokens-ask-yes"),
      no: translate("tokens-ask-no"),
    });
    if (!isSure) return;
    forgetSecret(byId("token-secret"));
    await revoke();
  });
}
