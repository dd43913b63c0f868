// What pages on which people write have beside portal.js: drafts, and looking things and people up while somebody types.
import { drafts, keepDrafts } from "./drafts.js";
import { mentions } from "./mentions.js";
import { typing } from "./typing.js";

keepDrafts();
typing();
mentions();
drafts(document);
document.addEventListener("htmx:after:swap", () => drafts(document));
