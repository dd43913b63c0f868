// The connection is gone: tell, and keep what was typed by doing nothing else.
export function offline() {
  const note = document.querySelector("[data-offline] > *");
  if (!note) return;
  const show = () => (note.hidden = navigator.onLine);
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
}
