from django.apps import AppConfig, apps


class MailConfig(AppConfig):
    name = "broadsheet.mail"
    label = "mail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        if apps.is_installed("anymail"):
            from broadsheet.mail import webhooks

            webhooks.listen()
