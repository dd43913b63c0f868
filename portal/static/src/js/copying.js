// A link [data-copied="Link copied"] is copied and says so for a while. Where that is not to be had it opens, as links do.
const SHOWN = 3000; // milliseconds

export function copying() {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-copied]");
    if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const words = link.querySelector("[aria-live]");
    const before = words.dataset.before ?? (words.dataset.before = words.textContent);
    try {
      await navigator.clipboard.writeText(link.href);
      words.textContent = link.dataset.copied;
      setTimeout(() => (words.textContent = before), SHOWN);
    } catch {
      location.assign(link.href);
    }
  });
}
