from django.apps import AppConfig, apps


class EditionsConfig(AppConfig):
    name = "broadsheet.editions"
    label = "editions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        if apps.is_installed("anymail"):
            from broadsheet.editions.digests import webhooks

            webhooks.listen()
