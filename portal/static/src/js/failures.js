import { show } from "./toasts.js";

// A request that failed changes nothing on the page; say so. Answers below 500 are swapped in and speak for themselves,
// and votes say it in their own way.
export function failures() {
  const say = () => show("toast-failed");
  document.addEventListener("htmx:error", ({ detail }) => detail.ctx && !detail.ctx.putBack && say());
  document.addEventListener("htmx:response:error", (event) => event.detail.ctx.response.status >= 500 && say());
}
