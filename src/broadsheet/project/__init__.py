"""The Django project: settings, addresses and WSGI."""
