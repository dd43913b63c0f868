// Where the pressed control went with the swap, focus goes on from the place the page names by [data-lost-focus].
// Not where nothing had it: some browsers do not focus what a finger presses, and the page would jump.
export function keepFocus() {
  let held = false;
  document.addEventListener("htmx:before:swap", () => {
    held = document.activeElement !== document.body;
  });
  document.addEventListener("htmx:after:swap", () => {
    if (held && document.activeElement === document.body) document.querySelector("[data-lost-focus]")?.focus();
  });
}
