import { fresh } from "./once.js";

// Reading an item: the meter follows the text, the contents mark the part in view, and reaching the end
// ([data-read-end]) sends the form [data-read-form] once, after a human signal. Time alone is none.
export function reading(root) {
  fresh(root, "[data-read]").forEach((article) => follow(article));
  fresh(root, "[data-read-end]").forEach((end) => atEnd(end, document.querySelector("[data-read-form]")));
}

function follow(article) {
  const meter = document.querySelector("progress[data-reading]");
  const links = [...document.querySelectorAll('.toc a[href^="#"]')];
  const parts = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const update = () => {
    const { top, height } = article.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (innerHeight - top) / height));
    if (meter) meter.value = share * meter.max;
    const seen = parts.findLastIndex((part) => part && part.getBoundingClientRect().top < innerHeight / 3);
    links.forEach((link, i) =>
      i === seen ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current"),
    );
  };
  let asked = false;
  const soon = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => ((asked = false), update()));
  };
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);
  update();
}

function atEnd(end, form) {
  if (!form) return;
  Promise.all([seen(end), human(), openFor(form.dataset.readAfter)]).then(() => {
    if (!form.isConnected) return;
    if (form.matches("[data-hx-post]")) form.requestSubmit();
    else send(form);
  });
}

// Resolves once the page has been open for so many seconds and one more: sooner the portal would not count it.
function openFor(seconds) {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, (Number(seconds) + 1) * 1000 - performance.now())));
}

// Resolves when the element has come into view.
function seen(element) {
  return new Promise((resolve) => {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(element);
  });
}

// Resolves at the first sign of a person: a key, a pointer, a wheel or a touch. Scripts that scroll do not count.
function human() {
  return new Promise((resolve) => {
    const signs = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"];
    const done = (event) => {
      if (!event.isTrusted) return;
      signs.forEach((name) => removeEventListener(name, done));
      resolve();
    };
    signs.forEach((name) => addEventListener(name, done, { passive: true }));
  });
}

// Send the form; what stands in [data-read-done] is shown once the portal has it, [data-read-todo] goes.
async function send(form) {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(
    () => null,
  );
  if (!answer || (answer.type !== "opaqueredirect" && !answer.ok)) return;
  document.querySelectorAll("[data-read-done]").forEach((element) => (element.hidden = false));
  document.querySelectorAll("[data-read-todo]").forEach((element) => (element.hidden = true));
}
