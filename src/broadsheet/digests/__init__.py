"""The digest: the email made of an edition for one subscriber."""
