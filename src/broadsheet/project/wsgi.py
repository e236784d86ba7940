import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "broadsheet.project.settings")
django = get_wsgi_application()

from broadsheet.http.early_answers import EarlyAnswers  # noqa: E402 - which wants Django set up

application = EarlyAnswers(django)
