"""What each process of the bench's server loads."""

from benchmarks.yardsticks import make_app

app = make_app()
