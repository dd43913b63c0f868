"""What staff and people of customers do with surveys."""
