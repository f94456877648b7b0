/* What a page can do without at first: it is fetched when one of these is about to be shown. */
import { CommitStep } from "../commit/commit-step.js";
import { SessionHistory } from "../history/session-history.js";
import { PreviewStep } from "../preview/preview-step.js";
import { pageConfig } from "../shared/config.js";
import { UploadCard } from "../upload/upload-card.js";

/** `onArrived` is called with the folders of files that were added. */
export function startLaterSteps(onArrived) {
  return {
    preview: new PreviewStep(),
    commit: new CommitStep(),
    history: new SessionHistory(),
    uploads: pageConfig.uploads && new UploadCard(onArrived),
  };
}
