"""Rows of fields that are families of the ledger get its names, as those made from now on have them."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def name_families(apps: Any, schema_editor: Any) -> None:
    from broadsheet.papers.families import FAMILIES, GROUP

    fields = apps.get_model("papers", "Field").objects
    for code, name in FAMILIES.items():
        fields.filter(code=code).update(name=name, group=GROUP)


class Migration(migrations.Migration):
    dependencies = [("claims", "0004_replies"), ("papers", "0010_title_hashes")]
    operations = [migrations.RunPython(name_families, migrations.RunPython.noop)]
