// What pages on which people write have beside portal.js: drafts, and looking things up while somebody types.
import { drafts, keepDrafts } from "./drafts.js";
import { typing } from "./typing.js";

keepDrafts();
typing();
drafts(document);
document.addEventListener("htmx:after:swap", () => drafts(document));
