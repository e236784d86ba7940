"""What pages may ask of a browser beside what the content policy says: nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

DENIED = (
    *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media"),
    *(
        "geolocation",
        "gyroscope",
        "hid",
        "idle-detection",
        "local-fonts",
        "magnetometer",
        "microphone",
        "midi",
    ),
    *("payment", "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
)
VALUE = ", ".join(f"{feature}=()" for feature in DENIED)


class PermissionsPolicy:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._inner = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._inner(request)
        response.headers.setdefault("Permissions-Policy", VALUE)
        return response
