// Wide tables and code scroll sideways in their own box; the keyboard must reach that box.
export function scrollers(root) {
  root.querySelectorAll(".prose pre, .prose table, .prose .table-wrap").forEach((box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  });
}
