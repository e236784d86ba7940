"""Tables of accounts."""

from broadsheet.accounts.models.token import Scope, Token
from broadsheet.accounts.models.user import User

__all__ = ["Scope", "Token", "User"]
