"""Tables of accounts."""

from broadsheet.accounts.models.user import User

__all__ = ["User"]
