// What pages on which people write have beside portal.js: drafts, quotes, links to copy, and looking things and people up
// while somebody types.
import { copying } from "./copying.js";
import { drafts, keepDrafts } from "./drafts.js";
import { mentions } from "./mentions.js";
import { quoting } from "./quoting.js";
import { typing } from "./typing.js";

keepDrafts();
typing();
mentions();
quoting();
copying();
drafts(document);
document.addEventListener("htmx:after:swap", () => drafts(document));
