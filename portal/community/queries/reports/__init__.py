"""Figures for staff on what the community saves and costs: grouped in the database, never for customers."""
