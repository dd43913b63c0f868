"""What people type in the community, parsed."""
