from django.apps import AppConfig


class DigestsConfig(AppConfig):
    name = "broadsheet.digests"
    label = "digests"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.digests.digest_mail import DigestMail
        from broadsheet.digests.letters import Confirm, Known
        from broadsheet.mail import kinds

        kinds.register(DigestMail, Confirm, Known)
