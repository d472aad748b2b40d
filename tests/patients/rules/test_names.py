"""Names that sound alike, in every script the clinic reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.names import errors, name_likeness, sounds_of
from patients.rules.scripts import latin_readings, plain

#   spellings of one name
SAME = [
    "Patil Pateel पाटील પાટીલ",
    "Melnyk Melnik Мельник",
    "Natalia Nataliia Nataliya Natalya Наталья Наталія",
    "Olga Ольга",
    "Olha Ольга",
    "Aliyev Aliev Əliyev Алиев",
    "Eliyev Əliyev",
    "Deshmukh Deshmuk देशमुख",
    "Kulkarni कुलकर्णी",
    "Chavan Chavhan चव्हाण",
    "Jadhav Jadav जाधव",
    "Choudhary Chaudhari Chowdhary",
    "Chaudhri चौधरी",
    "Yulia Iuliia Yuliya Юлия Юлія",
    "Shevchenko Schevchenko Шевченко",
    "Priya Pria प्रिया પ્રિયા",
    "Vaishali Vaisali Veshali वैशाली",
    "Krishna कृष्ण",
    "Sergey Sergei Сергей",
    "Serhii Serhiy Сергій",
    "Andriy Andrii Андрій",
    "Elena Yelena Елена",
    "Dnyaneshwar Gyaneshwar Jnaneshwar ज्ञानेश्वर",
    "Lakshmi Laxmi लक्ष्मी",
    "Shinde शिंदे",
    "Zeenat Zinat ज़ीनत",
    "Farooq Faruk फ़ारूक",
    "Pawar Pavar पवार",
    "Rao राव",
    "Ganesh गणेश ગણેશ",
    "Khalid Xalid Халид",
    "Ivanov Ivanoff Иванов",
    "Sokolovsky Sokolovskyi Соколовский",
    "Ayşe Ayshe Ayse",
    "O'Brien OBrien O’Brien",
]


@pytest.mark.parametrize("spellings", SAME, ids=lambda row: row.split()[0])
def test_spellings_of_one_name_sound_the_same(spellings):
    first, *others = spellings.split()

    different = [o for o in others if not set(sounds_of(first)) & set(sounds_of(o))]
    assert different == []


DIFFERENT = [
    "Patil Patel",
    "Olga Olha",
    "Shinde Shende",
    "Ivanov Ivanova",
    "Asha Usha",
    "Mehta Mehra",
    "Pavlov Polov",
    "Rao Roy",
]


@pytest.mark.parametrize("pair", DIFFERENT)
def test_names_that_only_look_alike_do_not_sound_the_same(pair):
    one, other = pair.split()

    assert not set(sounds_of(one)) & set(sounds_of(other))


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        pytest.param("देशमुख", ("deshmukh",), id="a vowel between two spoken ones is silent"),
        pytest.param("कुलकर्णी", ("kulkarni",), id="not before two consonants"),
        pytest.param("कमल", ("kamal",), id="not the first one"),
        pytest.param("चंद्र", ("chandra",), id="not after two consonants"),
        pytest.param("संतोष", ("santosh",), id="a nasal belongs to its syllable"),
        pytest.param("क", ("ka",), id="a letter alone is spoken"),
        pytest.param("ફાતિમા", ("phatima",), id="Gujarati"),
        pytest.param("फ़ातिमा", ("fatima",), id="a dot below changes the letter"),
        pytest.param("दुःख", ("duhkh",), id="visarga"),
        pytest.param("अ़", ("a",), id="a dot below a vowel changes nothing"),
        pytest.param("Гриць", ("grits", "hrits"), id="a letter read in two ways"),
        pytest.param("Щербак", ("shcherbak",), id="one letter for four"),
        pytest.param(
            "Nərgiz Əliyeva", ("nergiz eliyeva", "nargiz aliyeva"), id="both ways"
        ),
        pytest.param("Patil", ("patil",), id="Latin stays"),
        pytest.param("", ("",), id="nothing"),
        pytest.param("山田", ("山田",), id="a script nobody here reads stays"),
    ],
)
def test_names_in_latin_letters(written, latin):
    assert latin_readings(written) == latin


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        pytest.param("Priya Patil", "Pateel Priya", "same", id="in another order"),
        pytest.param("Priya Patil", "Priya Suresh Patil", "same", id="with a middle name"),
        pytest.param("Priya Patil", "प्रिया पाटील", "same", id="in another script"),
        pytest.param("Priya Patil", "Priya Patel", "alike", id="one letter in five"),
        pytest.param("Priya Patil", "Priya Pitale", "part", id="two letters in six"),
        pytest.param("Asha Rao", "Usha Rao", "part", id="sounds too short to be mistyped"),
        pytest.param("Ana Rao", "Ina Rao", "part", id="no error in three letters"),
        pytest.param("P Patil", "Priya Patil", "alike", id="an initial that fits"),
        pytest.param("S Patil", "Priya Patil", "part", id="an initial that does not"),
        pytest.param("Priya Patil", "Priya Shinde", "part", id="another family name"),
        pytest.param("Priya", "Priya Patil", "part", id="one name beside two"),
        pytest.param("Priya", "Priya", "same", id="one name alone"),
        pytest.param("Priya", "Prita", "alike", id="one name alone, a letter wrong"),
        pytest.param("Prita", "Priya Patil", "none", id="a wrong letter beside two"),
        pytest.param("Priya Patil", "Olena Melnyk", "none", id="nothing alike"),
        pytest.param("Priya Priya", "Priya Patil", "part", id="a word is used once"),
        pytest.param("", "Priya Patil", "none", id="no name"),
        pytest.param("?", "?", "none", id="signs are no name"),
    ],
)
def test_names_of_two_people(one, other, likeness):
    assert name_likeness([one], [other], letters_per_error=4) == likeness
    assert name_likeness([other], [one], letters_per_error=4) == likeness


def test_the_best_of_all_spellings_counts():
    hers = ["Prya Ptl", "प्रिया पाटील"]

    assert name_likeness(hers, ["Priya Patil"], letters_per_error=4) == "same"


@pytest.mark.parametrize(
    ("word", "other", "number"),
    [
        ("patil", "patil", 0),
        ("patil", "patl", 1),
        ("patil", "pattil", 1),
        ("patil", "patel", 1),
        ("patil", "ptail", 1),
        ("patil", "ptali", 2),
        ("aaa", "a", 2),
        ("", "patil", 5),
        ("patil", "", 5),
    ],
)
def test_typing_errors_are_counted(word, other, number):
    assert errors(word, other) == number


words = st.text("abcgh", max_size=6)


@given(words, words)
def test_errors_do_not_depend_on_who_comes_first(one, other):
    assert errors(one, other) == errors(other, one)
    assert abs(len(one) - len(other)) <= errors(one, other) <= max(len(one), len(other))
    assert (errors(one, other) == 0) == (one == other)


@given(st.text(max_size=20))
def test_any_text_can_be_compared(text):
    named = name_likeness([text], [text], letters_per_error=4)

    assert named == ("same" if sounds_of(text) else "none")


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Nərgiz  Əliyeva", "nergiz eliyeva"),
        ("О’Коннор", "оконнор"),
        ("Łukasz", "lukasz"),
    ],
)
def test_plain_names_are_typed_on_any_keyboard(typed, folded):
    assert plain(typed) == folded
