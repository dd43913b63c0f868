export const SENT = "drafts-sent"; // see drafts.js
const SOON = 6e4; // milliseconds

// A deed that was done leads on to another page. One that was refused, or met an error, stays at the address it was sent
// to; one whose sender has to sign in ends there; one that never arrived is met again by going back.
export function settle() {
  try {
    const { at, from, action, keys } = JSON.parse(sessionStorage[SENT]);
    delete sessionStorage[SENT];
    const stays = [action, "/sign-in", "/account"].includes(location.pathname);
    const went = performance.getEntriesByType("navigation")[0].type === "navigate" && Date.now() - at < SOON;
    if (went && !stays && new URL(document.referrer).pathname === from) keys.forEach((key) => delete localStorage[key]);
  } catch {
    // Nothing was sent, or this browser keeps nothing.
  }
}
