"""What of surveys is read."""
