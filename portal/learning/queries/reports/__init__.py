"""Figures for staff on how content does: grouped in the database, never for customers."""
