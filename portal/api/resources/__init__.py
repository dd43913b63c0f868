"""The resources of the API: one file each."""

from portal.api.resources.follow_ups import follow_ups
from portal.api.resources.organizations import organizations
from portal.api.resources.people import people
from portal.api.resources.responses import responses
from portal.api.resources.waves import waves

ALL = (organizations, people, follow_ups, responses, waves)  # in the order in which people read of them
for resource in ALL:
    resource.offer_scopes()
