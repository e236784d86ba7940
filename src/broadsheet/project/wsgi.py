import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.project.settings")
django = get_wsgi_application()

from broadsheet.api.at_once import AtOnce  # noqa: E402 - which wants Django set up

application = AtOnce(django)
