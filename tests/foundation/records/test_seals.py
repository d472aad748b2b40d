"""What was sealed and is no longer so is found and named."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from foundation.records.audit import sealing
from foundation.records.audit.sealing import seal_new_lines
from foundation.records.audit.tables import sealed_tables
from foundation.records.audit.verifying import verify
from foundation.records.changes import change
from foundation.records.models import Act, Look, Seal, SealPart
from foundation.records.services import log_act, log_look
from foundation.records.tasks import seal_lines
from patients.models import Couple
from tests.timing import least_ms

MOST_MS = 50


def forge(sql: str, *words) -> None:
    """Change the tables as somebody could who owns the server."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, words)
        cursor.execute("SET LOCAL session_replication_role = origin")


def faults(kept: str = "") -> list[str]:
    with connection.cursor() as cursor:
        return verify(cursor, kept=kept).faults


@pytest.fixture
def sealed(couple, other_couple, clinician, nurse):
    """Two couples, some looks and acts, under two seals."""
    for _ in range(5):
        log_look(by=nurse, action="chart.opened", subject=couple)
    log_act(by=clinician, action="couple.registered", subject=couple)
    seal_new_lines()
    with change(act="couple.changed", user=clinician.pk):
        Couple.objects.update(relation="other")
    log_act(by=clinician, action="couple.changed", subject=couple)
    log_look(by=nurse, action="chart.opened", subject=other_couple)
    seal_new_lines()
    return list(Look.objects.order_by("pk").values_list("pk", flat=True))


def test_acts_looks_and_every_kept_version_are_sealed(sealed):
    tables = set(SealPart.objects.values_list("table", flat=True))

    assert tables >= {"records_act", "records_look", "patients_coupleevent"}
    assert tables <= set(sealed_tables())
    assert (Seal.objects.count(), faults()) == (2, [])


def test_every_model_that_keeps_its_versions_is_among_the_sealed_tables(db):
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)

    kept = {name for name in names if name.endswith("event")}
    assert kept | {"records_act", "records_look"} == set(sealed_tables())


def test_nothing_new_makes_no_seal(sealed):
    assert (seal_new_lines(), Seal.objects.count()) == (0, 2)


def test_the_beat_finds_the_door(couple, nurse):
    """As a worker runs it: what it asks is said to be part of a task."""
    log_look(by=nurse, action="chart.opened", subject=couple)
    seal_lines.delay()

    assert Seal.objects.count() == 1


def test_a_changed_look_is_named(sealed):
    forge(
        "UPDATE records_look SET actor_id = actor_id, action = 'x' WHERE id = %s", sealed[1]
    )

    (fault,) = faults()
    assert fault == (
        f"records_look, rows {sealed[0]} to {sealed[4]} (seal 1): something was changed."
    )


def test_a_look_that_was_taken_away_is_named(sealed):
    forge("DELETE FROM records_look WHERE id = %s", sealed[2])

    (fault,) = faults()
    assert fault.endswith(f"(seal 1): taken away: {sealed[2]}.")


def test_a_look_that_was_put_in_is_named(sealed):
    """Somebody takes a number away and fills it again, or uses one that never was."""
    forge("DELETE FROM records_look WHERE id = %s", sealed[2])
    forge(
        "INSERT INTO records_look (id, happened_at, actor_id, action, subject_type,"
        " subject_id, details) SELECT %s, now(), actor_id, 'x', '', '', '{}'"
        " FROM records_look LIMIT 1",
        sealed[2],
    )
    assert faults() == [
        f"records_look, rows {sealed[0]} to {sealed[4]} (seal 1): something was changed."
    ]
    forge("UPDATE records_look SET id = -3 WHERE id = %s", sealed[2])
    assert "records_look: put in among sealed rows: -3." in faults()


def test_an_act_that_was_dated_back_is_named(sealed, couple, clinician):
    act = log_act(by=clinician, action="couple.changed", subject=couple)
    last_week = timezone.now() - timedelta(days=7)
    forge("UPDATE records_act SET happened_at = %s WHERE id = %s", last_week, act.pk)
    seal_new_lines()

    (fault,) = faults()
    assert fault.startswith(f"records_act, rows {act.pk} (seal 3): dated back to ")


def test_an_act_that_was_dated_ahead_is_named(sealed, couple, clinician):
    act = log_act(by=clinician, action="couple.changed", subject=couple)
    next_week = timezone.now() + timedelta(days=7)
    forge("UPDATE records_act SET happened_at = %s WHERE id = %s", next_week, act.pk)
    seal_new_lines()

    (fault,) = faults()
    assert "(seal 3): dated ahead to " in fault


def test_a_changed_version_of_a_row_is_named(sealed):
    forge("UPDATE patients_coupleevent SET relation = 'married' WHERE relation = 'other'")

    (fault,) = faults()
    assert fault.startswith("patients_coupleevent, rows ")
    assert fault.endswith("(seal 2): something was changed.")


def test_changed_words_about_a_change_are_named(sealed):
    forge("UPDATE pghistory_context SET metadata = '{}'")

    (fault,) = faults()
    assert fault.startswith("patients_coupleevent, rows ")


@pytest.mark.parametrize(
    ("forgery", "said"),
    [
        (
            "UPDATE records_seal SET sealed_at = now() WHERE number = 1",
            "Seal 1 was changed",
        ),
        ("UPDATE records_sealpart SET rows = rows + 1 WHERE seal_id = 1", "Seal 1 was"),
        ("DELETE FROM records_sealpart WHERE seal_id = 1", "Seal 1 was changed"),
        ("UPDATE records_seal SET previous = repeat('0', 64) WHERE number = 2", "Seal 2"),
        (
            "DELETE FROM records_sealpart WHERE seal_id = 1;"
            "DELETE FROM records_seal WHERE number = 1",
            "Seal 1 is gone from records_seal.",
        ),
    ],
)
def test_a_broken_chain_is_named(sealed, forgery, said):
    forge(forgery)

    assert any(fault.startswith(said) for fault in faults())


def write_the_chain_anew() -> None:
    forge("DELETE FROM records_sealpart")
    forge("DELETE FROM records_seal")
    seal_new_lines()


def test_a_chain_that_was_written_anew_is_found_by_the_seal_that_was_kept(sealed):
    kept = str(Seal.objects.get(number=1))
    forge("UPDATE records_look SET action = 'x' WHERE id = %s", sealed[1])
    write_the_chain_anew()

    assert faults() == []
    assert faults(kept) == ["Seal 1 is not the one that was kept."]


def test_a_chain_that_was_cut_is_found_by_the_seal_that_was_kept(sealed):
    kept = str(Seal.objects.get(number=2))
    forge("DELETE FROM records_sealpart WHERE seal_id = 2")
    forge("DELETE FROM records_seal WHERE number = 2")

    assert faults(kept) == ["Seal 2, which was kept, is gone."]


def test_a_column_added_later_breaks_no_seal(sealed):
    forge("ALTER TABLE patients_coupleevent ADD COLUMN later text NOT NULL DEFAULT 'x'")

    assert faults() == []


def test_a_column_that_was_taken_away_is_named(sealed):
    forge("ALTER TABLE patients_coupleevent DROP COLUMN relation")

    assert all(fault.endswith(": no longer has relation.") for fault in faults())
    assert len(faults()) == 2


def test_a_chain_forks_nowhere(sealed):
    first = Seal.objects.get(number=1)
    with pytest.raises(IntegrityError, match="follows_one_only"), transaction.atomic():
        Seal.objects.create(
            number=9, previous=first.digest, sealed_at=timezone.now(), digest="x"
        )


def test_seals_obey_their_laws(sealed):
    """records_seal_counts_from_one, records_sealpart_each_table_once"""
    with pytest.raises(IntegrityError, match="counts_from_one"), transaction.atomic():
        Seal.objects.create(number=9, previous="", sealed_at=timezone.now(), digest="x")
    part = SealPart.objects.first()
    part.pk = None
    with pytest.raises(IntegrityError, match="each_table_once"), transaction.atomic():
        SealPart.objects.bulk_create([part])


class TestCommand:
    def test_says_what_holds_and_the_newest_seal(self, sealed, capsys):
        call_command("audit_verify")

        rows = sum(SealPart.objects.values_list("rows", flat=True))
        newest = Seal.objects.get(number=2)
        said = f"2 seals over {rows} rows hold. Seal 2 {newest.digest}\n"
        assert capsys.readouterr().out == said

    def test_fails_with_what_it_found(self, sealed):
        forge("DELETE FROM records_act")

        with pytest.raises(CommandError, match="records_act, rows .*: taken away: "):
            call_command("audit_verify")

    def test_compares_with_the_seal_that_was_kept(self, sealed, tmp_path):
        kept = tmp_path / "seal"
        kept.write_text(f"Printed on Monday: {Seal.objects.get(number=1)}\n")
        call_command("audit_verify", anchor=kept)
        write_the_chain_anew()

        with pytest.raises(CommandError, match="is not the one that was kept"):
            call_command("audit_verify", anchor=kept)

    @pytest.mark.parametrize(
        "typed", ["grouped", "in lines", "in capitals", "as a sentence"]
    )
    def test_takes_a_seal_as_people_type_it(self, sealed, tmp_path, typed):
        seal = Seal.objects.get(number=2)
        groups = [seal.digest[start : start + 4] for start in range(0, 64, 4)]
        words = {
            "grouped": f"2 {' '.join(groups)}",
            "in lines": "Seal 2\n" + "\n".join(groups) + "\n",
            "in capitals": f"2: {seal.digest.upper()}",
            "as a sentence": f"Closed at 18:05.\nSeal 2\n{'-'.join(groups)}.\nWhy",
        }
        kept = tmp_path / "seal"
        kept.write_text(words[typed])
        call_command("audit_verify", anchor=kept)
        kept.write_text(words[typed].replace(groups[7], "0000").replace("2: ", "1: "))

        with pytest.raises(CommandError, match="is not the one that was kept"):
            call_command("audit_verify", anchor=kept)

    @pytest.mark.parametrize("digits", [60, 63])
    def test_refuses_a_seal_that_was_typed_in_part(self, sealed, tmp_path, digits):
        kept = tmp_path / "seal"
        kept.write_text(f"2 {Seal.objects.get(number=2).digest[:digits]}")

        with pytest.raises(CommandError, match="There is no seal in it"):
            call_command("audit_verify", anchor=kept)

    def test_refuses_a_file_without_a_seal(self, sealed, tmp_path):
        kept = tmp_path / "seal"
        kept.write_text("nothing\n")

        with pytest.raises(CommandError, match="There is no seal in it"):
            call_command("audit_verify", anchor=kept)


def test_a_backlog_is_sealed_in_several_seals(couple, nurse, monkeypatch):
    monkeypatch.setattr(sealing, "MOST_ROWS", 4)
    for _ in range(10):
        log_look(by=nurse, action="chart.opened", subject=couple)
    seal_new_lines()

    looks = SealPart.objects.filter(table="records_look").order_by("seal")
    assert [part.rows for part in looks] == [4, 4, 2]
    assert faults() == []


class TestBacklog:
    """Lines of ten days that nobody sealed, closed in several seals at once."""

    @pytest.fixture
    def looks(self, couple, nurse, monkeypatch) -> list[Look]:
        monkeypatch.setattr(sealing, "MOST_ROWS", 4)
        looks = [
            log_look(by=nurse, action="chart.opened", subject=couple) for _ in range(10)
        ]
        for days, look in enumerate(reversed(looks)):
            self.date(look, back=days)
        return looks

    def date(self, look: Look, *, back: int) -> None:
        then = timezone.now() - timedelta(days=back)
        forge("UPDATE records_look SET happened_at = %s WHERE id = %s", then, look.pk)

    def test_is_not_taken_for_dated_back(self, looks):
        seal_new_lines()

        assert (Seal.objects.count(), faults()) == (3, [])

    def test_what_is_dated_back_in_it_is_named(self, looks):
        self.date(looks[5], back=8)
        seal_new_lines()

        (fault,) = faults()
        rows = f"{looks[4].pk} to {looks[7].pk}"
        assert fault.startswith(f"records_look, rows {rows} (seal 2): dated back to ")

    def test_nobody_goes_back_step_by_step(self, looks, couple, nurse):
        """Each line less than an hour before the one that was sealed before it."""
        seal_new_lines()
        for minutes in (50, 100):
            look = log_look(by=nurse, action="chart.opened", subject=couple)
            then = timezone.now() - timedelta(minutes=minutes)
            forge("UPDATE records_look SET happened_at = %s WHERE id = %s", then, look.pk)
            seal_new_lines()

        (fault,) = faults()
        assert "(seal 5): dated back to " in fault


def test_a_minute_of_a_busy_clinic_is_sealed_in_fifty_milliseconds(
    couple, clinician, nurse
):
    """Two thousand lines, of acts, looks and kept versions."""
    seal_new_lines()
    about = {"subject_type": "patients.Couple", "subject_id": "1", "couple_id": couple.pk}
    spent = []
    for _ in range(8):
        looks = [Look(actor=nurse, action="chart.opened", **about) for _ in range(1200)]
        acts = [Act(actor=clinician, action="couple.changed", **about) for _ in range(400)]
        Look.objects.bulk_create(looks)
        Act.objects.bulk_create(acts)
        for _ in range(200):
            Couple.objects.update(relation="other")
        spent.append(least_ms(seal_new_lines, rounds=1))

    assert min(spent) <= MOST_MS
