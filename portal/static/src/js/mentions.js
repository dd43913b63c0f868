// A field [data-mentions="/address"] offers people while somebody types @ and the beginning of a name: arrows choose, Enter
// or Tab takes, Escape closes. The field stays a text box; what is chosen is told by aria-activedescendant.
const BEGUN = /(?<![\w.+-])[@＠]([^\s@＠[\]]{1,40})$/; // not in an e-mail address
let field, list, chosen, asked = 0;

export function mentions() {
  document.addEventListener("input", (event) => event.isComposing || look(event.target));
  document.addEventListener("compositionend", (event) => look(event.target));
  document.addEventListener("keydown", press, true);
  document.addEventListener("focusout", close);
  document.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("#mention-list > *");
    if (!option) return;
    event.preventDefault(); // the field keeps the focus
    take(option);
  });
}

const begun = () => BEGUN.exec(field.value.slice(0, field.selectionStart));

async function look(target) {
  if (!target.dataset?.mentions) return;
  field = target;
  field.ariaAutoComplete = "list";
  const mine = ++asked;
  const name = begun()?.[1];
  if (!name) return close();
  await new Promise((done) => setTimeout(done, 150));
  if (mine !== asked) return;
  const answer = await fetch(`${field.dataset.mentions}?q=${encodeURIComponent(name)}`).catch(() => {});
  const found = answer?.ok ? await answer.text() : "";
  if (mine === asked) show(found);
}

function show(found) {
  const open = asked;
  close();
  asked = open;
  if (!found) return;
  field.insertAdjacentHTML("afterend", found);
  list = field.nextElementSibling;
  field.setAttribute("aria-controls", list.id);
  say(list.dataset.said);
  choose(0);
}

function choose(place) {
  const all = list.children;
  chosen?.setAttribute("aria-selected", false);
  chosen = all[(place + all.length) % all.length];
  chosen.setAttribute("aria-selected", true);
  chosen.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", chosen.id);
}

function press(event) {
  if (!list || event.target !== field || event.isComposing) return;
  const at = [...list.children].indexOf(chosen);
  const act = {
    ArrowDown: () => choose(at + 1),
    ArrowUp: () => choose(at - 1),
    Enter: () => take(chosen),
    Tab: () => take(chosen),
    Escape: close,
  }[event.key];
  if (!act || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

function take({ dataset }) {
  const { index } = begun();
  field.setRangeText(`@[${dataset.name}] `, index, field.selectionStart, "end");
  close();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function close() {
  asked++;
  if (!list) return;
  list.remove();
  list = chosen = null;
  for (const name of ["controls", "activedescendant"]) field.removeAttribute(`aria-${name}`);
  say("");
}

function say(text) {
  const place = field.form?.querySelector("[data-mentions-said]");
  if (place) place.textContent = text;
}
