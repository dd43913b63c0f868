"""What lets a program in: made and revoked by admins, shown once, kept as a digest."""
