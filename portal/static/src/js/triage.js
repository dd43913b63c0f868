// Keys and ticks of the list of ideas for staff. The list, its boxes and its form do the same without it.
const typing = "input:not([type=checkbox]), textarea, select, [contenteditable]";
const rows = () => [...document.querySelectorAll("[data-triage] tr[data-idea]")];
const box = (row) => row.querySelector("input[type=checkbox]");

let at = null;

function go(step) {
  const all = rows();
  if (!all.length) return;
  const now = all.indexOf(at);
  const next = all[Math.min(Math.max(now + (now < 0 && step < 0 ? 0 : step), 0), all.length - 1)];
  at?.classList.remove("at");
  at = next;
  at.classList.add("at");
  at.querySelector(".title-link").focus();
}

function count() {
  const told = document.querySelector("[data-ticked]");
  if (!told) return;
  const number = rows().filter((row) => box(row).checked).length;
  const { none, one, many } = told.dataset;
  told.textContent = number === 0 ? none : number === 1 ? one : many.replace("#", number);
  document.querySelectorAll("[data-tick-all]").forEach((every) => {
    every.checked = number > 0 && number === rows().length;
    every.indeterminate = number > 0 && !every.checked;
  });
}

const acts = {
  j: () => go(1),
  k: () => go(-1),
  x: () => at?.isConnected && box(at)?.click(),
  Enter: () => at?.isConnected && at.querySelector(".title-link").click(),
  "/": () => {
    const words = document.querySelector("#f-q");
    if (!words) return;
    words.closest("details").open = true;
    words.focus();
  },
  "?": () => {
    const keys = document.querySelector("[data-keys]");
    keys.open = !keys.open;
    keys.querySelector("summary").focus();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!document.querySelector("[data-triage]") || event.target.closest(typing)) return;
  if (event.key === "Enter" && event.target.closest("a, button, summary, input")) return; // theirs already
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-tick-all]")) rows().forEach((row) => (box(row).checked = target.checked));
  if (target.matches("[data-tick-all], [data-triage] input")) count();
});

function start() {
  document.querySelectorAll("[data-keys]").forEach((keys) => (keys.hidden = false));
  count();
}

document.addEventListener("htmx:after:swap", start);
start();
