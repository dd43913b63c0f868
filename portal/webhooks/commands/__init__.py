"""What is written: endpoints by admins, messages by the worker."""
