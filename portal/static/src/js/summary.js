import { fresh } from "./once.js";

// After a refused form the summary of what to mend gets the focus.
export function focusSummary(root) {
  fresh(root, ".error-summary")[0]?.focus();
}
