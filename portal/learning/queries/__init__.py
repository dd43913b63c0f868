"""What readers see of the cafeteria. Every read takes the reader, and shows nothing that is not theirs to see."""
