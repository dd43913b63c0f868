"""What staff read of a wave: its figures, what became of its invitations, and what was said."""
