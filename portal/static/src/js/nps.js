const SIGNALS = ["pointerdown", "keydown"]; // what only a person does; time alone is none

// The question of a survey ([data-nps]): says which number is chosen, and sends the one that came with the address after
// somebody touched the page. Programs that open the link, with scripts or without, send nothing.
document.querySelectorAll("form[data-nps]").forEach((form) => {
  const said = form.querySelector("[data-chosen]");
  form.addEventListener("change", () => say(said, form));
  if (chosenIn(form)) sendAfterTouch(form);
});

function chosenIn(form) {
  return form.querySelector("input[name=score]:checked");
}

function say(said, form) {
  said.querySelector("b").textContent = said.dataset.say.replace("#", chosenIn(form).value);
  said.hidden = false;
}

function sendAfterTouch(form) {
  const touched = (event) => {
    if (!event.isTrusted || modifier(event)) return;
    SIGNALS.forEach((name) => document.removeEventListener(name, touched, true));
    if (event.target.closest?.("form, a, button, summary")) return; // they act for themselves
    const by = document.createElement("input");
    Object.assign(by, { type: "hidden", name: "by", value: "hand" });
    form.append(by);
    form.submit();
  };
  SIGNALS.forEach((name) => document.addEventListener(name, touched, true));
}

// Keys that switch windows or begin a shortcut say nothing about this page; Tab goes to the form.
function modifier(event) {
  return event.type === "keydown" && (event.ctrlKey || event.metaKey || event.altKey || event.key === "Tab");
}
