"""People with an account: users, log-in by django-allauth, API tokens, the admin's guard."""
