from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "broadsheet.community"
    label = "community"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth import get_user_model
        from django.db.models.signals import pre_delete

        from broadsheet.community import voting
        from broadsheet.community.tally import READERS
        from broadsheet.papers import counts, signals

        counts.register(READERS)
        signals.references_moved.connect(voting.count_again_after_merge)
        pre_delete.connect(voting.withdraw_votes_of_deleted_user, sender=get_user_model())
