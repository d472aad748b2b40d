from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('safekeeping', '0005_a_day_sheet_is_on_record_too'),
    ]

    operations = [
        migrations.AlterField(
            model_name='chore',
            name='kind',
            field=models.CharField(choices=[('backup', 'Backup'), ('restore_drill', 'Restore drill'), ('day_sheet', 'Day sheet'), ('day_end', 'End of the day'), ('key_rotation', 'New keys'), ('restore', 'Restore')], max_length=20),
        ),
    ]
