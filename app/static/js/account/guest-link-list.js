/* The guest links that work: what each shows, and until when. */
import { guestLinks, revokeGuestLink } from "../access/access-api.js";
import { confirmed } from "../shared/confirm.js";
import { byId, element } from "../shared/dom.js";
import { moment } from "../shared/format.js";
import { translate } from "../texts/translate.js";
import { rowButton, showTable } from "./access-table.js";
import { actOn, loadInto } from "./forms.js";
import { detailsText } from "./words.js";

export function loadGuestLinks(changed) {
  return loadInto(byId("guest-links-list"), async () => {
    const { links } = await guestLinks();
    showTable(byId("guest-links-list"), {
      label: translate("guest-links-title"),
      columns: [
        translate("guest-links-shows"),
        translate("guest-links-by"),
        translate("guest-links-created"),
        translate("guest-links-expires"),
        "",
      ],
      rows: links.map((link) => buildRow(link, changed)),
      empty: translate("guest-links-empty"),
    });
  });
}

function buildRow(link, changed) {
  const { created_by: name, created_at: createdAt, expires_at: expiresAt } = link;
  const revokeLabel = translate("guest-links-revoke-label", { moment: moment(createdAt) });
  return [
    shownBy(link),
    element("bdi", { text: name }),
    moment(createdAt),
    moment(expiresAt),
    rowButton(translate("guest-links-revoke"), revokeLabel, () => revoke(link, changed)),
  ];
}

function shownBy({ session_id: sessionId, search }) {
  if (sessionId === null) return element("bdi", { text: searchText(search) });
  const href = `/ingest-v2#/process/${encodeURIComponent(sessionId)}`;
  return element("a", { href, text: translate("guest-links-session", { session: sessionId }) });
}

/** Pure. */
export function searchText(search) {
  const { sort: _sort, order: _order, keyword = [], q, ...filters } = search;
  const parts = [
    ...(q ? [translate("guest-links-words", { words: q })] : []),
    ...keyword.map((word) => translate("guest-links-keyword", { keyword: word })),
    ...(Object.keys(filters).length ? [detailsText(filters)] : []),
  ];
  if (parts.length === 0) return translate("guest-links-library");
  return translate("guest-links-search", { conditions: parts.join(", ") });
}

async function revoke({ id }, changed) {
  const isSure = await confirmed({
    title: translate("guest-links-ask-title"),
    text: translate("guest-links-ask-text"),
    yes: translate("guest-links-ask-yes"),
    no: translate("guest-links-ask-no"),
  });
  if (isSure) await actOn("guest-links-title", () => revokeGuestLink(id), changed);
}
