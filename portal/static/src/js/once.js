const met = new Map();

// Elements matching the selector that this caller has not met before: swaps must not wire anything twice.
export function fresh(root, selector) {
  if (!met.has(selector)) met.set(selector, new WeakSet());
  const known = met.get(selector);
  return [...root.querySelectorAll(selector)].filter((element) => !known.has(element) && known.add(element));
}
