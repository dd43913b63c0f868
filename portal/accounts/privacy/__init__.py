"""What the portal holds about a person: taken along as a file, and erased. Slices say theirs by `holdings.personal`."""
