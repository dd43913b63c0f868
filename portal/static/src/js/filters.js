import { fresh } from "./once.js";

const desktop = matchMedia("(min-width: 60rem)");

// Filters stand open beside the list on a desktop; on a phone they stay as the reader left them.
export function filters(root) {
  if (desktop.matches) root.querySelectorAll("details.filters").forEach((details) => (details.open = true));
  fresh(root, "[data-auto-submit]").forEach((form) => form.addEventListener("formdata", dropEmpty));
}

// A form [data-auto-submit] sends itself when a control changes, also one that joins it from elsewhere by form="…".
export function autoSubmit() {
  document.addEventListener("change", ({ target }) => {
    if (target.form?.matches("[data-auto-submit]")) target.form.requestSubmit();
  });
}

// What was left empty stays out of the address.
function dropEmpty({ formData }) {
  for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
}
