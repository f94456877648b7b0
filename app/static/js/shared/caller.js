/* What the caller's role allows. Markup says it with `data-needs`, which CSS hides; keys, requests and elements that
   are made by code ask here. The server refuses all the same. */
import { pageConfig } from "./config.js";

const ROLES = ["viewer", "editor", "admin"];

/** Whether the caller may ingest, edit, commit and undo. */
export const mayEdit = () => includes("editor");

/** Whether the caller may manage accounts, and delete. */
export const mayManage = () => includes("admin");

function includes(role) {
  return ROLES.indexOf(pageConfig.caller?.role) >= ROLES.indexOf(role);
}
