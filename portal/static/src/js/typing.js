// A field [data-typing] and the texts beside it say "typed" when there is something to look up: not while a Japanese
// word is being composed, and not before the field says enough.
const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/;
const MOST = 400; // characters of each field that are sent: they go into the address

const enough = (text) => text.length >= (JAPANESE.test(text) ? 2 : 3);

export function typing() {
  document.addEventListener("input", (event) => event.isComposing || say(event.target));
  document.addEventListener("compositionend", (event) => say(event.target));
  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    if (!ctx.sourceElement.matches("[data-typing]")) return;
    const { body } = ctx.request;
    for (const [name, value] of [...body]) body.set(name, value.slice(0, MOST));
  });
}

function say(field) {
  const title = field.form?.querySelector("[data-typing]");
  if (!title || !(field === title || field.matches("textarea"))) return;
  const text = title.value.replace(/\s/g, "");
  if (enough(text) || (field === title && !text)) field.dispatchEvent(new CustomEvent("typed"));
}
