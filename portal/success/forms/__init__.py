"""What is typed about follow-ups and requests."""
