"""What is read of ideas."""
