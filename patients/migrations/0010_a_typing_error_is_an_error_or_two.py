"""Words that look alike differ by as many errors as fingers make, not only in their parts."""

from importlib import import_module

from django.contrib.postgres.operations import CreateExtension
from django.db import migrations

BEFORE = import_module("patients.migrations.0005_couples_are_found_by_every_word_of_a_name")

COUPLES_NAMED = r"""
CREATE OR REPLACE FUNCTION patients_couples_named(
    whole text[], places int[], words text[], most int, hardly_any int
) RETURNS bigint[] LANGUAGE plpgsql STABLE SET pg_trgm.similarity_threshold = 0.25 AS $$
DECLARE
    beyond CONSTANT text := U&'\+10FFFF';
    asked_places CONSTANT int[] := places;
    lows text[] := words;
    highs text[] := ARRAY(SELECT word || beyond FROM unnest(words) AS word);
    so_far bigint[] := ARRAY(SELECT couple_id FROM (
        SELECT DISTINCT ON (begun.couple_id) begun.couple_id, asked.nth, begun.key
        FROM unnest(whole) WITH ORDINALITY AS asked (low, nth), LATERAL (
            SELECT couple_id, key FROM patients_namekey
            WHERE key >= asked.low AND key < asked.low || beyond
            ORDER BY key LIMIT 2 * most) begun
        ORDER BY begun.couple_id, asked.nth, begun.key) once
    ORDER BY nth, key);
BEGIN
    IF cardinality(so_far) < most AND whole <> words THEN
        so_far := so_far || patients_with_each_word(places, lows, highs, so_far, most);
    END IF;
    IF cardinality(so_far) >= most THEN
        RETURN so_far;
    END IF;

    SELECT places || coalesce(array_agg(place), '{}'), lows || coalesce(array_agg(word), '{}'),
        highs || coalesce(array_agg(word || '!'), '{}') INTO places, lows, highs
    FROM (
        SELECT asked.place, known.word
        FROM unnest(asked_places, words) AS asked (place, word), LATERAL (
            SELECT word FROM patients_nameword WHERE word LIKE
                '%' || regexp_replace(ltrim(asked.word, '='), '([\\%_])', '\\\1', 'g') || '%'
            ORDER BY length(word) LIMIT 100) known
        WHERE length(ltrim(asked.word, '=')) > 2) containing;
    so_far := so_far || patients_with_each_word(places, lows, highs, so_far, most);
    IF cardinality(so_far) >= hardly_any THEN
        RETURN so_far;
    END IF;

    SELECT places || coalesce(array_agg(place), '{}'), lows || coalesce(array_agg(word), '{}'),
        highs || coalesce(array_agg(word || '!'), '{}') INTO places, lows, highs
    FROM (
        SELECT asked.place, known.word
        FROM unnest(asked_places, words) AS asked (place, word), LATERAL (
            SELECT word FROM patients_nameword,
                levenshtein(
                    left(ltrim(word, '='), 80), left(ltrim(asked.word, '='), 80)) errors
            WHERE word % asked.word AND errors <= 1 + length(asked.word) / 5
            ORDER BY errors, similarity(word, asked.word) DESC LIMIT 10) known
        WHERE length(ltrim(asked.word, '=')) > 2) alike;
    RETURN so_far || patients_with_each_word(places, lows, highs, so_far, most);
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ("patients", "0009_a_pregnancy_has_scans_fetuses_tissue_tests_and_treatments"),
    ]

    operations = [
        CreateExtension("fuzzystrmatch"),
        migrations.RunSQL(
            COUPLES_NAMED, BEFORE.COUPLES_NAMED.replace("CREATE", "CREATE OR REPLACE", 1)
        ),
    ]
