/* The pages through which one comes in: signing in, and accepting an invitation. */
import { startEntrance } from "../access/entrance.js";
import { startLanguage } from "./language.js";
import { startTheme } from "./theme.js";

startTheme();
startLanguage();
startEntrance();
