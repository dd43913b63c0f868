"""What is read of cases, and of who is new."""
