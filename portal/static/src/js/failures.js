import { show } from "./toasts.js";

// A request that failed changes nothing on the page; say so. Answers below 500 are swapped in and speak for themselves.
export function failures() {
  const say = () => show("toast-failed");
  document.addEventListener("htmx:error", (event) => event.detail.ctx && say());
  document.addEventListener("htmx:response:error", (event) => event.detail.ctx.response.status >= 500 && say());
}
