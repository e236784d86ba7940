"""Titles are compared with their symbols spelt out (`β-VAE`, `&`): hashes of such titles are computed anew."""

from django.db import migrations

from broadsheet.papers.titles import title_hash

BATCH = 2_000


def compute_anew(apps, schema_editor):
    papers = apps.get_model("papers", "Paper").objects
    changed = []
    for paper in papers.only("id", "title", "title_hash").order_by("id").iterator(BATCH):
        if paper.title.isascii() and not {"&", "\\"} & set(paper.title):
            continue
        fresh = title_hash(paper.title)
        if fresh != paper.title_hash:
            paper.title_hash = fresh
            changed.append(paper)
    papers.bulk_update(changed, ["title_hash"], BATCH)


class Migration(migrations.Migration):
    dependencies = [("papers", "0009_date_precision_and_notes")]
    operations = [migrations.RunPython(compute_anew, migrations.RunPython.noop)]
