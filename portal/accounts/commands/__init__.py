"""What changes people, companies and access: `entry` and `account` are done by people themselves, the rest by staff."""
