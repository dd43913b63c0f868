import { fresh } from "./once.js";

const STAY = 6000; // milliseconds a toast without an action stays

// A toast can be closed; one that says success leaves by itself unless pointer or focus rests on it.
export function toasts(root) {
  fresh(root, ".floating [data-toast]").forEach((toast) => {
    const close = toast.querySelector("[data-close]");
    close.hidden = false;
    close.addEventListener("click", () => toast.remove());
    if (toast.getAttribute("role") === "alert" || toast.querySelector("a")) return;
    let timer;
    const wait = () => (timer = setTimeout(() => toast.remove(), STAY));
    const pause = () => clearTimeout(timer);
    ["pointerenter", "focusin"].forEach((name) => toast.addEventListener(name, pause));
    ["pointerleave", "focusout"].forEach((name) => toast.addEventListener(name, wait));
    wait();
  });
}

// The toast kept in the template of this id, shown once at a time.
export function show(id) {
  const box = document.getElementById("toasts");
  const shown = box.querySelector(`[data-from="${id}"]`);
  if (shown) return shown;
  const toast = document.getElementById(id).content.firstElementChild.cloneNode(true);
  toast.dataset.from = id;
  box.append(toast);
  toasts(document);
  return toast;
}
