"""Record content/en/onboarding/portal-in-a-minute.mp4 from a portal that runs: sixty seconds, ten pictures in each.

    python -m scripts.film ADDRESS SIGN_IN_LINK

The portal holds the demo world; the link is of a member in the first stage who has finished nothing (`portal person
add`, `portal person sign-in-link`). Needs Chromium and ffmpeg. Scenes stand where the captions beside the film say.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, sync_playwright

TARGET = Path(__file__).parent.parent / "content/en/onboarding/portal-in-a-minute.mp4"
WIDTH, HEIGHT, RATE, SECONDS = 1280, 720, 10, 60
WORDS = ("notifications", "通知")
# The real pointer is in no picture, so one is drawn where the mouse is.
POINTER = """addEventListener("DOMContentLoaded", () => {
  const dot = document.createElement("div");
  dot.setAttribute("aria-hidden", "true");
  dot.style.cssText = "position:fixed;z-index:999;inline-size:22px;block-size:22px;border-radius:50%;"
    + "pointer-events:none;background:rgb(43 75 201 / .35);border:2px solid rgb(43 75 201);translate:-50% -50%";
  const go = (x, y) => {
    Object.assign(dot.style, { left: x + "px", top: y + "px" });
    sessionStorage.at = JSON.stringify([x, y]);
  };
  go(...JSON.parse(sessionStorage.at ?? "[640,420]"));
  document.documentElement.append(dot);
  addEventListener("mousemove", (event) => go(event.clientX, event.clientY), { capture: true });
})"""


class Camera:
    """Takes pictures of the page while time of the film passes; what happens between two of them takes none."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder, self.taken = page, folder, 0
        self.at = (640.0, 420.0)

    def until(self, second: float, each: Callable[[], None] = lambda: None) -> None:
        """Go on to that second of the film, doing something small for each picture."""
        while self.taken < round(second * RATE):
            each()
            self._take()
            self.taken += 1

    def _take(self) -> None:
        for patience in (200, 1000, None):
            try:
                self.page.screenshot(path=str(self.folder / f"{self.taken:04d}.png"), timeout=5000)
            except Error:  # a page between two others has no picture
                if patience is None:
                    raise
                self.page.wait_for_timeout(patience)
            else:
                return

    def point(self, target: Locator, seconds: float = 0.8) -> None:
        """Move the pointer there, smoothly."""
        target.wait_for(state="visible")
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        assert box
        goal = (box["x"] + min(box["width"] / 2, 160), box["y"] + box["height"] / 2)
        start, steps = self.at, max(1, round(seconds * RATE))
        for step in range(1, steps + 1):
            eased = 1 - (1 - step / steps) ** 3
            self.at = (start[0] + (goal[0] - start[0]) * eased, start[1] + (goal[1] - start[1]) * eased)
            self.page.mouse.move(*self.at)
            self.until((self.taken + 1) / RATE)

    def press(self, target: Locator, seconds: float = 0.8) -> None:
        """Point and press, and wait for what comes."""
        self.point(target, seconds)
        self.page.mouse.down()
        self.page.mouse.up()
        self.page.wait_for_load_state("networkidle")

    def write(self, text: str) -> None:
        """Type letter by letter, two pictures each."""
        for letter in text:
            self.page.keyboard.insert_text(letter)
            self.until((self.taken + 2) / RATE)
        self.page.keyboard.press("Enter")
        self.page.wait_for_load_state("networkidle")

    def turn(self, pixels: int) -> None:
        """One step of the wheel."""
        self.page.mouse.wheel(0, pixels)
        self.page.wait_for_timeout(20)


def scenes(page: Page, film: Camera) -> None:
    """The six scenes of the item's table."""
    page.goto("/")
    step = page.locator("section .card.soft").first
    title = step.locator("h3").inner_text()
    film.until(2.5)
    film.point(step.locator("h3"))
    film.until(6)
    film.point(step.locator(".meta").first)
    film.until(8.5)
    film.point(step.locator(".btn.primary"))
    film.until(11)
    film.press(page.locator("nav.nav a", has_text="Cafeteria"))
    film.until(15)
    film.press(page.locator("main nav a", has_text="Onboarding").first)
    film.until(19.5)
    film.press(page.locator("form#filters label", has_text="Article").first)
    film.until(26)
    film.press(page.locator("main li", has_text=title).locator("button", has_text="Add").first)
    film.until(29.5)
    film.press(page.locator("aside.tray h2 a"))
    film.until(33)
    film.press(page.locator("ol .btn.primary").first, 0.6)
    read(page, film)
    page.evaluate("scrollTo(0, 0)")
    film.press(page.locator("#q"), 0.6)
    film.write(WORDS[0])
    film.until(51)
    film.press(page.locator("#q"), 0.4)
    page.keyboard.press("Control+A")
    film.write(WORDS[1])
    film.until(53.5)
    film.press(page.locator("nav.nav a", has_text="Home"), 0.5)
    film.until(56)
    film.point(page.locator("section .card.soft h3").first)
    film.until(SECONDS)


def read(page: Page, film: Camera) -> None:
    """To the end of the text; the seconds that reading it takes beyond the film's are cut out."""
    film.until(35.5)
    film.until(40, lambda: film.turn(60))
    for _turn in range(100):
        film.turn(200)
    page.locator("#done .chip.good").wait_for(timeout=120_000)
    page.locator("#done").scroll_into_view_if_needed()
    film.until(42)
    film.point(page.locator("#done .meta").first)
    film.until(46)


def main(address: str, link: str) -> None:
    """Record the scenes and make the film of them."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        context = browser.new_context(
            base_url=address,
            viewport={"width": WIDTH, "height": HEIGHT},
            locale="en",
            color_scheme="light",
            bypass_csp=True,
        )
        page = context.new_page()
        page.goto(link)
        page.locator("main button.primary").click()
        page.wait_for_load_state("networkidle")
        page.add_init_script(POINTER)
        scenes(page, Camera(page, Path(folder)))
        browser.close()
        pictures = ["-framerate", str(RATE), "-i", f"{folder}/%04d.png"]
        coding = ["-c:v", "libx264", "-preset", "veryslow", "-crf", "27", "-pix_fmt", "yuv420p", "-tune", "animation"]
        line = ["ffmpeg", "-loglevel", "error", "-y", *pictures, *coding, "-movflags", "+faststart", str(TARGET)]
        subprocess.run(line, check=True)
    sys.stdout.write(f"{TARGET.name}: {TARGET.stat().st_size / 1e6:.2f} MB\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
