// Where the pressed control went with the swap, focus goes on from the place the page names by [data-lost-focus].
export function keepFocus() {
  document.addEventListener("htmx:after:swap", () => {
    if (document.activeElement === document.body) document.querySelector("[data-lost-focus]")?.focus();
  });
}
