from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "broadsheet.claims"
    label = "claims"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from broadsheet.claims import ledger
        from broadsheet.claims.models import ClaimStatus
        from broadsheet.search.query import filters

        filters.register(
            "claim",
            [status.value for status in ClaimStatus],
            ledger.paper_ids_with,
            ledger.paper_ids_by_status,
        )
