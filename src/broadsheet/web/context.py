"""What every page knows."""

from django.http import HttpRequest


def masthead(request: HttpRequest) -> dict[str, object]:
    return {"sections": ()}
