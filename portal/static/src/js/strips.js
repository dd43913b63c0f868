import { fresh } from "./once.js";

// In a strip of links that scrolls sideways the current one must be in sight.
export function strips(root) {
  fresh(root, ":is(.segs, .tabs, .tabbar) > [aria-current]").forEach((link) => {
    const strip = link.parentElement;
    const middle = link.offsetLeft - strip.offsetLeft - (strip.clientWidth - link.clientWidth) / 2;
    if (strip.scrollWidth > strip.clientWidth) strip.scrollLeft = middle;
  });
}
