// htmx sends the token of the form it acts for as a header too, so that a control outside any field still carries it.
export function csrf() {
  document.addEventListener("htmx:config:request", (event) => {
    const { request, sourceElement } = event.detail.ctx;
    if (request.method === "GET") return;
    const form = sourceElement.form ?? sourceElement.closest("form");
    const token = (form ?? document).querySelector('input[name="csrf_token"]')?.value;
    if (token) request.headers["X-CSRFToken"] = token;
  });
}
