"""The resources of the API: one file each."""

from portal.api.resources.follow_ups import follow_ups
from portal.api.resources.organizations import organizations
from portal.api.resources.people import people

ALL = (organizations, people, follow_ups)  # in the order in which people read of them
for resource in ALL:
    resource.offer_scopes()
