"""Indexes for what every page, publish and load looks up, and what django CMS 5.1 looks through all rows for."""

from django.db import migrations, models

#: Name of the index, table, columns. The last text is of any length, so PostgreSQL keeps its hash.
INDEXES = (
    ("content_placeholder_of", "cms_placeholder", "content_type_id, object_id"),
    ("content_page_template", "cms_pagecontent", "template"),
    ("content_page_title", "cms_pagecontent", "title"),
    ("content_page_description", "cms_pagecontent", "meta_description"),
)


def create(apps, editor):
    for name, table, columns in INDEXES:
        kind = "USING hash" if columns == "meta_description" and editor.connection.vendor == "postgresql" else ""
        editor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table} {kind} ({columns})")


def drop(apps, editor):
    for name, _, _ in INDEXES:
        editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0045_pageurl_site_unique_path"),
        ("content", "0003_page_list_study_sizes_and_drawings"),
    ]

    operations = [
        migrations.RunPython(create, drop),
        migrations.AlterField(
            model_name="pagedetails",
            name="section",
            field=models.CharField(
                blank=True,
                choices=[
                    ("understand", "Understand"),
                    ("decide", "Decide"),
                    ("prepare", "Prepare"),
                    ("after", "After"),
                    ("help", "Get help now"),
                ],
                db_index=True,
                help_text="Where the menu lists the page. Empty: nowhere.",
                max_length=10,
                verbose_name="part of the menu",
            ),
        ),
    ]
