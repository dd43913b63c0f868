"""What people do on the idea board."""
