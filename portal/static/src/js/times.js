// Browsers put a space into 「3 時間前」; our Japanese has none beside digits. Listens before the element is defined.
document.addEventListener("relative-time-updated", ({ target, newText }) => {
  if (target.closest("[lang]").lang !== "ja") return;
  const shown = target.shadowRoot?.querySelector("[part=root]");
  if (shown) shown.textContent = newText.replace(/(?<=\d) /g, "");
});
