"""Where a couple is found by name; the database itself keeps it beside the people.

    Priya Patil, पाटील     priya patil, patil priya, पाटील, =pria =patil, =patil =pria

Who took another record in is found by its names as well, while the two are one.

A key is a name begun at one of its words and carried on around its end, so that a beginning
of any word is the beginning of a key.
"""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from foundation.records.models import Whose
from patients.models.merging import Stays

# Whoever writes a couple or a name, and how: a service, in bulk, or by hand.
OF_A_COUPLE = pgtrigger.Trigger(
    name="is_found_by_name",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("woman_id", "man_id"),
    func="""
        UPDATE patients_namekey SET key = ''
        WHERE couple_id = NEW.id AND person_id NOT IN (NEW.woman_id, NEW.man_id);
        PERFORM patients_key_names(NEW.id, NEW.woman_id);
        PERFORM patients_key_names(NEW.id, NEW.man_id);
        RETURN NULL;
    """,
)
OF_A_PERSON = pgtrigger.Trigger(
    name="is_found_by_name",
    when=pgtrigger.After,
    operation=pgtrigger.UpdateOf("search_name", "merged_into_id"),
    func="""
        PERFORM patients_key_names(couple.id, held.person)
        FROM (SELECT DISTINCT unnest(ARRAY[
            NEW.id, NEW.merged_into_id, OLD.merged_into_id]) AS person) held
        JOIN patients_couple couple ON held.person IN (couple.woman_id, couple.man_id);
        RETURN NULL;
    """,
)


class NameKey(models.Model):
    """One beginning by which a couple is found.

    A name that became shorter leaves empty keys, which nobody seeks: the programs delete
    nothing.
    """

    couple = models.ForeignKey(
        "patients.Couple", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    person = models.ForeignKey(
        "patients.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    place = models.PositiveSmallIntegerField()
    key = models.TextField(db_collation="C")

    whose = Whose(couple="couple_id", person="person_id")
    when_merged = dict.fromkeys(
        ("couple", "person"), Stays("the database itself keeps these beside the people")
    )

    class Privacy:
        identifying = {"key"}
        clinical: set[str] = set()
        open = {"id", "couple", "person", "place"}

    class Meta:
        indexes = [
            models.Index(fields=["key"], include=["couple"], name="patients_name_begins")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["couple", "person", "place"],
                name="%(app_label)s_%(class)s_one_in_each_place",
                violation_error_message="This name is kept in this place already.",
            )
        ]

    def __str__(self) -> str:
        return self.key


class NameWord(models.Model):
    """A word that occurs, or occurred, in a name: for parts of words and typing errors.

    Two who bring the same new word at one time both write it: seldom, and no harm.
    """

    word = models.TextField(db_collation="C")

    class Privacy:
        identifying = {"word"}
        clinical: set[str] = set()
        open = {"id"}

    class Meta:
        indexes = [
            models.Index(fields=["word"], name="patients_word_known"),
            GinIndex(
                fields=["word"], opclasses=["gin_trgm_ops"], name="patients_word_parts"
            ),
        ]

    def __str__(self) -> str:
        return self.word
