"""What is done about follow-ups, playbooks, teams and requests.

Locks are taken in one order: the person who writes, then the follow-up, then its requests by their numbers.
"""
