"""A search for several words meets their keys in one pass, and reads no stretch to its end.

Before, each key of the rarer word was held against every key of its couple.
"""

from importlib import import_module

from django.db import migrations

FIRST = import_module("patients.migrations.0005_couples_are_found_by_every_word_of_a_name")
BEFORE = import_module("patients.migrations.0010_a_typing_error_is_an_error_or_two")

# Couples, besides those so far, who have a key in one of these stretches.
WITH_A_WORD = """
CREATE FUNCTION patients_with_a_word(
    lows text[], highs text[], so_far bigint[], most int
) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN ARRAY(SELECT couple_id FROM (
        SELECT begun.couple_id, begun.key
        FROM unnest(lows, highs) AS asked (low, high), LATERAL (
            SELECT couple_id, key FROM patients_namekey
            WHERE key >= asked.low AND key < asked.high AND couple_id <> ALL (so_far)
            ORDER BY key LIMIT 2 * most) begun
        LIMIT 3 * most) hit
    GROUP BY couple_id ORDER BY min(key));
END $$"""

# Couples, besides those so far, in whose two names each word is found. A word is a place;
# each of its spellings is a stretch of keys, from its low to before its high, and belongs to
# a step: 2 where a name begins so. Who needs no other step comes first, then whose name with
# the first word comes first in the alphabet.
# Of each stretch only the first few keys are met. Where one has more, and hardly anybody was
# found, those of the rarest word lead, each held against the names of its couple, until
# enough are found: then the words are common, and it is not far.
WITH_EACH_WORD = """
CREATE FUNCTION patients_with_each_word(
    places int[], lows text[], highs text[], steps int[], so_far bigint[], most int
) RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    few CONSTANT int := 3000;
    everyone CONSTANT int := (SELECT bit_or(1 << place) FROM unnest(places) AS place);
    rarest int;
    is_whole boolean;
    read bigint;
    hits bigint[];
BEGIN
    SELECT sum(keys), coalesce(array_agg(couple_id ORDER BY spelt IS DISTINCT FROM everyone,
            first) FILTER (WHERE seen = everyone AND couple_id <> ALL (so_far)), '{}')
    INTO read, hits
    FROM (
        SELECT begun.couple_id, count(*) AS keys, bit_or(1 << asked.place) AS seen,
            bit_or(1 << asked.place) FILTER (WHERE asked.step = 2) AS spelt,
            min(begun.key) FILTER (WHERE asked.place = places[1]) AS first
        FROM unnest(places, lows, highs, steps) AS asked (place, low, high, step), LATERAL (
            SELECT couple_id, key FROM patients_namekey
            WHERE key >= asked.low AND key < asked.high ORDER BY key LIMIT few) begun
        GROUP BY begun.couple_id) met;
    IF read < few OR cardinality(hits) >= most THEN
        RETURN hits;
    END IF;

    SELECT (array_agg(place ORDER BY keys))[1], bool_and(is_all) INTO rarest, is_whole
    FROM (
        SELECT asked.place, sum(begun.keys) AS keys, bool_and(begun.keys < few) AS is_all
        FROM unnest(places, lows, highs) AS asked (place, low, high), LATERAL (
            SELECT count(*) AS keys FROM (
                SELECT FROM patients_namekey WHERE key >= asked.low AND key < asked.high
                LIMIT few) few) begun
        GROUP BY asked.place) counted;
    IF is_whole THEN
        RETURN hits;
    END IF;

    RETURN hits || ARRAY(SELECT couple_id FROM (
        SELECT begun.couple_id, begun.key
        FROM unnest(places, lows, highs) AS asked (place, low, high), LATERAL (
            SELECT couple_id, key FROM patients_namekey
            WHERE key >= asked.low AND key < asked.high
                AND couple_id <> ALL (so_far) AND couple_id <> ALL (hits)
            ORDER BY key) begun, LATERAL (
            SELECT ' ' || replace(woman.search_name || ' ' || man.search_name, E'\\n', ' ')
                || ' ' AS names
            FROM patients_couple couple
                JOIN patients_person woman ON woman.id = couple.woman_id
                JOIN patients_person man ON man.id = couple.man_id
            WHERE couple.id = begun.couple_id) their
        WHERE asked.place = rarest AND NOT EXISTS (
            SELECT FROM unnest(places) AS other (place)
            WHERE other.place <> rarest AND NOT EXISTS (
                SELECT FROM unnest(places, lows, highs) AS also (place, low, high)
                WHERE also.place = other.place AND strpos(their.names, ' ' || also.low
                    || CASE WHEN also.high = also.low || '!' THEN ' ' ELSE '' END) > 0))
        LIMIT 2 * most) hit
    GROUP BY couple_id ORDER BY min(key));
END $$"""

# The steps of a search: names that begin so; else each word somewhere in the two names, as
# their beginning or within; and while hardly anybody was found, words that look alike.
COUPLES_NAMED = r"""
CREATE OR REPLACE FUNCTION patients_couples_named(
    whole text[], places int[], words text[], most int, hardly_any int
) RETURNS bigint[] LANGUAGE plpgsql STABLE SET pg_trgm.similarity_threshold = 0.25 AS $$
DECLARE
    beyond CONSTANT text := U&'\+10FFFF';
    is_one CONSTANT boolean := places[1] = ALL (places);
    lows text[] := words;
    highs text[] := ARRAY(SELECT word || beyond FROM unnest(words) AS word);
    at_places int[] := places;
    steps int[] := array_fill(2, ARRAY[cardinality(words)]);
    more record;
    so_far bigint[] := ARRAY(SELECT couple_id FROM (
        SELECT DISTINCT ON (begun.couple_id) begun.couple_id, asked.nth, begun.key
        FROM unnest(whole) WITH ORDINALITY AS asked (low, nth), LATERAL (
            SELECT couple_id, key FROM patients_namekey
            WHERE key >= asked.low AND key < asked.low || beyond
            ORDER BY key LIMIT 3 * most) begun
        ORDER BY begun.couple_id, asked.nth, begun.key) once
    ORDER BY nth, key);
BEGIN
    IF cardinality(so_far) >= most THEN
        RETURN so_far;
    END IF;

    SELECT array_agg(place) AS places, array_agg(word) AS lows,
        array_agg(word || '!') AS highs, array_agg(3) AS steps INTO more
    FROM (
        SELECT asked.place, known.word
        FROM unnest(places, words) AS asked (place, word), LATERAL (
            SELECT word FROM patients_nameword WHERE word LIKE
                '%' || regexp_replace(ltrim(asked.word, '='), '([\\%_])', '\\\1', 'g') || '%'
            ORDER BY length(word) LIMIT 100) known
        WHERE length(ltrim(asked.word, '=')) > 2 AND NOT EXISTS (
            SELECT FROM unnest(places, words) AS spelt (place, word)
            WHERE spelt.place = asked.place AND starts_with(known.word, spelt.word))
        GROUP BY asked.place, known.word ORDER BY length(known.word)) containing;
    IF NOT is_one THEN
        at_places := at_places || more.places;
        lows := lows || more.lows;
        highs := highs || more.highs;
        steps := steps || more.steps;
        so_far := so_far
            || patients_with_each_word(at_places, lows, highs, steps, so_far, most);
    ELSIF more.lows IS NOT NULL THEN
        so_far := so_far || patients_with_a_word(more.lows, more.highs, so_far, most);
    END IF;
    IF cardinality(so_far) >= hardly_any THEN
        RETURN so_far;
    END IF;

    SELECT array_agg(place) AS places, array_agg(word) AS lows,
        array_agg(word || '!') AS highs, array_agg(4) AS steps INTO more
    FROM (
        SELECT asked.place, known.word
        FROM unnest(places, words) AS asked (place, word), LATERAL (
            SELECT word FROM patients_nameword,
                levenshtein(
                    left(ltrim(word, '='), 80), left(ltrim(asked.word, '='), 80)) errors
            WHERE word % asked.word AND errors <= 1 + length(asked.word) / 5
            ORDER BY errors, similarity(word, asked.word) DESC LIMIT 10) known
        WHERE length(ltrim(asked.word, '=')) > 2) alike;
    IF more.lows IS NULL THEN
        RETURN so_far;
    ELSIF is_one THEN
        RETURN so_far || patients_with_a_word(more.lows, more.highs, so_far, most);
    END IF;
    RETURN so_far || patients_with_each_word(at_places || more.places, lows || more.lows,
        highs || more.highs, steps || more.steps, so_far, most);
END $$"""


class Migration(migrations.Migration):

    dependencies = [
        ("patients", "0019_since_when_a_couple_tries_for_a_child"),
    ]

    operations = [
        migrations.RunSQL(WITH_A_WORD, "DROP FUNCTION patients_with_a_word"),
        migrations.RunSQL(
            "DROP FUNCTION patients_with_each_word(int[], text[], text[], bigint[], int)",
            FIRST.WITH_EACH_WORD,
        ),
        migrations.RunSQL(
            WITH_EACH_WORD,
            "DROP FUNCTION patients_with_each_word"
            "(int[], text[], text[], int[], bigint[], int)",
        ),
        migrations.RunSQL(COUPLES_NAMED, BEFORE.COUPLES_NAMED),
    ]
