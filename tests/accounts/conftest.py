from tests.api.conftest import content

__all__ = ["content"]
