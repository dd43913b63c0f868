"""The app for any WSGI server: `portal serve`, gunicorn, or `flask --app wsgi`."""

from portal.app import create_app

app = create_app()
