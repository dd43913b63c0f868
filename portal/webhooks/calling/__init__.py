"""One POST to another system: where it may go, how it is signed, and what counts as an answer. No rows here."""
