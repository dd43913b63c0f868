"""What each web process loads: the app, in a session of its own, ending with its parent."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal

from portal.app import create_app
from portal.cli.serve import end_with_parent

with contextlib.suppress(PermissionError):  # a leader of its group already
    os.setsid()  # Ctrl-C then reaches the parent alone, which stops its children in order
starter = multiprocessing.parent_process()
end_with_parent(signal.SIGTERM, starter.pid if starter and starter.pid else os.getppid())

app = create_app()
