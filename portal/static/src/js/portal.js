// Everything every page needs. Pages work without it; it makes them quicker and calmer.
import "htmx.org";
import "./times.js";
import "@github/relative-time-element";
import { csrf } from "./csrf.js";
import { failures } from "./failures.js";
import { autoSubmit, filters } from "./filters.js";
import { keepFocus } from "./focus.js";
import { offline } from "./offline.js";
import { reading } from "./reading.js";
import { scrollers } from "./scrollers.js";
import { settle } from "./sent.js";
import { strips } from "./strips.js";
import { focusSummary } from "./summary.js";
import { toasts } from "./toasts.js";
import { votes } from "./votes.js";
import { watching } from "./watching.js";

const eachPart = [filters, strips, toasts, focusSummary, scrollers, reading, watching]; // run again on what a swap brought

autoSubmit();
csrf();
failures();
keepFocus();
offline();
settle();
votes();
eachPart.forEach((start) => start(document));
document.addEventListener("htmx:after:swap", () => eachPart.forEach((start) => start(document)));
