"""What is done about things that were reported or wait for a look."""
