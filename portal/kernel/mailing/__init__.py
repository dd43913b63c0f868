"""How a mail is kept, written down and sent. Slices use `portal.kernel.mail` only."""
