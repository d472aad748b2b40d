
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_sessions_are_sealed_and_know_their_owner'),
    ]

    operations = [
        migrations.CreateModel(
            name='PolicyRefusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('page', models.CharField(max_length=100)),
                ('directive', models.CharField(max_length=40)),
                ('refused', models.CharField(max_length=20)),
                ('times', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('on', 'page', 'directive', 'refused'), name='accounts_policyrefusal_one_row_per_day_and_page', violation_error_message='This refusal is counted already.')],
            },
        ),
    ]
