"""Reads about champions and those who may become one."""
