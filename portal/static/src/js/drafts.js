import { fresh } from "./once.js";
import { SENT } from "./sent.js";

// What is typed into a field with [data-draft="name"] stays in this browser until it was sent: through a reload, and
// through signing in again. A form that comes back with what was typed ([data-draft-typed]) knows best; words that stand
// already give way to the draft only where the form says so ([data-draft-over]), or stand below it ([data-draft-before]).
const KEPT = 14 * 24 * 3600 * 1000; // milliseconds

const keyOf = (field) => `draft:${field.dataset.draft}:${field.name}`;
const fieldsOf = (form) => [...(form?.elements ?? [])].filter((field) => field.dataset.draft);
const isDeed = (button) => button?.name !== "act"; // other buttons show, look or take in

export function drafts(root) {
  const fields = fresh(root, "[data-draft]");
  const back = fields.filter(restore);
  if (!back.length) return;
  tell(back[0].form);
  setTimeout(() => back.forEach((field) => field.dispatchEvent(new Event("input", { bubbles: true }))), 50); // once htmx listens
}

export function keepDrafts() {
  ["input", "change"].forEach((name) =>
    document.addEventListener(name, ({ target }) => target.dataset?.draft && attempt(() => keep(target))),
  );
  document.addEventListener("submit", ({ target, submitter }) => isDeed(submitter) && attempt(() => note(target, submitter)));
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const { method, form, submitter } = ctx.request;
    if (method === "POST" && isDeed(submitter) && ctx.response?.status < 400) attempt(() => fieldsOf(form).forEach(forget));
  });
}

function keep(field) {
  const empty = field.value === "" || field.value === field.defaultValue;
  if (empty && !field.matches("select")) return forget(field);
  localStorage.setItem(keyOf(field), JSON.stringify({ at: Date.now(), value: field.value }));
}

const forget = (field) => localStorage.removeItem(keyOf(field));

// True where the field has got other words than it came with.
function restore(field) {
  return attempt(() => {
    const form = field.form;
    if (form?.hasAttribute("data-draft-typed")) return keepTyped(field);
    const kept = JSON.parse(localStorage.getItem(keyOf(field)));
    if (!kept || kept.value === field.value) return false;
    if (Date.now() - kept.at > KEPT) return forget(field) ?? false;
    const before = form?.hasAttribute("data-draft-before") && !kept.value.includes(field.value.trim());
    const replaced = ["data-draft-over", "data-draft-before"].some((name) => form?.hasAttribute(name));
    if (field.value && !replaced) return false;
    field.value = before ? `${kept.value.trimEnd()}\n\n${field.value}` : kept.value;
    return true;
  });
}

function keepTyped(field) {
  if (field.value) localStorage.setItem(keyOf(field), JSON.stringify({ at: Date.now(), value: field.value }));
  return false;
}

function tell(form) {
  const note = form?.querySelector("[data-draft-note]");
  if (!note) return;
  note.hidden = false;
  note.querySelector("[data-draft-drop]").addEventListener("click", () => {
    attempt(() => fieldsOf(form).forEach(forget));
    form.reset();
    note.hidden = true;
    fieldsOf(form)[0]?.focus();
  });
}

// Remember what was sent off, until the next page shows what became of it.
function note(form, submitter) {
  const keys = fieldsOf(form).map(keyOf);
  const action = new URL(submitter?.getAttribute("formaction") ?? form.action, location).pathname;
  if (keys.length) sessionStorage.setItem(SENT, JSON.stringify({ at: Date.now(), from: location.pathname, action, keys }));
}

// A browser that keeps nothing, or has no room, keeps nobody from typing.
function attempt(deed) {
  try {
    return deed();
  } catch {
    return false;
  }
}
