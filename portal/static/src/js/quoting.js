// "Quote" puts the words below what was typed. They stand in the form of the page it leads to, which opens where this fails.
let busy = false;

export function quoting() {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-quote]");
    const field = answer(document);
    if (!link || !field || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    const page = await fetch(link.href).then((found) => found.text()).catch(() => "");
    busy = false;
    const quote = answer(new DOMParser().parseFromString(page, "text/html"))?.value;
    if (!quote) return location.assign(link.href);
    const typed = field.value.trimEnd();
    field.setRangeText(typed ? `\n\n${quote}` : quote, typed.length, field.value.length, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
}

const answer = (page) => page.querySelector("#your-answer textarea");
