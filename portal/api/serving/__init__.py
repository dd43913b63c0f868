"""What every resource shares: the door, what is read and said, keys of acts, and the document about all of it."""
