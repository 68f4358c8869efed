// Kasket works without scripts. These modules make it kinder: results while one
// types, a warning before one is signed out, no form sent twice.
import { startAsking } from "./asking.js";
import { startChoosing } from "./choose.js";
import { startDrafts } from "./drafts.js";
import { startEntries } from "./entries.js";
import { startForms } from "./forms.js";
import { startKeeping } from "./keeping.js";
import { startReading } from "./lix.js";
import { startMenus } from "./menus.js";
import { startSearch } from "./search.js";
import { startSession } from "./session.js";
import { startUploads } from "./uploads.js";

startMenus();
startAsking();
startChoosing();
startEntries();
startDrafts();
startKeeping();
startUploads();
startForms();
startReading();
startSearch();
startSession();
