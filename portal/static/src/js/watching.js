import { fresh } from "./once.js";

const BEAT = 5000; // milliseconds between two reports while a video plays
const LEAP = 2; // seconds: playing moves in smaller steps, at any speed; what moves farther was dragged

// A video kept here ([data-watch]) tells the portal which seconds were played; the form [data-watch-form] says whose.
export function watching(root) {
  fresh(root, "video[data-watch]").forEach((video) => {
    const form = document.querySelector("[data-watch-form]");
    if (form) follow(video, form);
  });
}

function follow(video, form) {
  let from = null; // the stretch that was played and not yet told
  let to = null;
  let busy = false;

  const play = () => {
    const at = video.currentTime;
    if (video.seeking) return;
    if (from === null || at < to || at - to > LEAP * Math.max(1, video.playbackRate)) {
      tell();
      from = at;
    }
    to = at;
  };

  const tell = (last = false) => {
    if (from === null || to - from < 0.5 || (busy && !last)) return;
    const [first, second] = [from, to];
    const body = new FormData(form);
    body.set("from", first.toFixed(2));
    body.set("to", second.toFixed(2));
    from = to;
    if (last) return navigator.sendBeacon(form.action, body);
    busy = true;
    fetch(form.action, { method: "POST", body, redirect: "manual" })
      .then((answer) => (answer.ok ? answer.json() : null))
      .then((seen) => seen && show(form, seen))
      .catch(() => from === second && (from = first)) // told again with the next beat, if nothing was skipped since
      .finally(() => (busy = false));
  };

  const stop = () => {
    play();
    tell();
  };

  video.addEventListener("timeupdate", play);
  video.addEventListener("seeking", () => {
    tell();
    from = to = null;
  });
  video.addEventListener("pause", stop);
  video.addEventListener("ended", stop);
  addEventListener("pagehide", () => tell(true));
  setInterval(() => !video.paused && tell(), BEAT);
}

function show(form, { share, text, earned }) {
  form.querySelector("[data-watched]").value = share;
  form.querySelector("[data-watched-text]").textContent = text;
  if (earned) window.htmx.ajax("GET", location.pathname, { target: "#done", select: "#done", swap: "outerMorph" });
}
