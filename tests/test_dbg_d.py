from tests.sample_world import World, content, world, write_menu
import sqlalchemy as sa
from portal.kernel.db import db
from portal.kernel.files import File
from portal.learning.models import *
def test_x(app, make, content):
    import tests.sample_world as sw
    orig=content.sync
    def s(*a,**k):
        r=orig(*a,**k); print("REPORT",r.applied,r.lines(),r.published,r.unchanged); return r
    content.sync=s
    write_menu(content)
    with app.app_context():
        print(db.session.scalars(sa.select(File)).all(), db.session.scalars(sa.select(Item.slug)).all())
    assert 0
