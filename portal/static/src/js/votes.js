import { show } from "./toasts.js";

// A vote shows at once, before the portal has answered. Its answer is what stands; when none comes in time, or it
// refuses, the old state and count are put back and a toast says so and offers another try.
export function votes() {
  const on = (name, act) =>
    document.addEventListener("htmx:" + name, (event) => {
      const { ctx } = event.detail;
      if (ctx?.sourceElement.matches("button.vote")) act(ctx, event);
    });
  on("before:request", flip);
  on("after:request", (ctx, event) => {
    const { raw, status } = ctx.response;
    if (status < 400 && !raw.redirected) return;
    event.preventDefault();
    if (raw.redirected) location = raw.url; // signed out meanwhile
    else failed(ctx, status < 500 && ctx.text);
  });
  on("error", (ctx) => failed(ctx));
}

function flip(ctx) {
  const button = ctx.sourceElement;
  const count = button.querySelector("b");
  const before = count.textContent;
  const voted = button.ariaPressed === "true";
  const put = (pressed, text) => {
    button.ariaPressed = pressed;
    count.textContent = text;
  };
  ctx.putBack = () => put(voted, before);
  put(!voted, (before.replace(/\D/g, "") - (voted ? 1 : -1)).toLocaleString(document.documentElement.lang));
}

function failed({ sourceElement, putBack }, why) {
  putBack();
  const toast = show("toast-vote");
  if (why) {
    const said = document.createElement("p");
    said.innerHTML = why;
    toast.querySelector(".grow").textContent = said.textContent.trim();
  }
  toast.querySelector("[data-again]").addEventListener("click", () => {
    toast.remove();
    sourceElement.focus();
    sourceElement.click();
  });
}
