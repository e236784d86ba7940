from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "broadsheet.web"
    label = "web"

    def ready(self) -> None:
        from broadsheet.community import tally
        from broadsheet.http import versions

        versions.register_tally(tally.version)
