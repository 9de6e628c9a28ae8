from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("content", "0006_typed_values_from_text")]

    operations = [
        migrations.AlterModelOptions(
            name="pagedetails",
            options={
                "permissions": [("publish_over_rules", "Can publish over a rule of the text, with a reason")],
                "verbose_name": "page details",
                "verbose_name_plural": "page details",
            },
        ),
    ]
