"""Invented people of four countries; the last name says that nobody is real."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """A name in Latin letters and, where people write another script, in their own."""

    latin: str
    native: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Names, languages and telephones of one part of the world.

    A family name has a form for her and one for him. `prefix` is completed by four digits
    to a telephone of that country.
    """

    languages: tuple[tuple[str, int], ...]
    women: tuple[Name, ...]
    men: tuple[Name, ...]
    families: tuple[tuple[Name, Name], ...]
    marks: tuple[Name, ...]
    prefix: str

    def couple(self, rng: random.Random) -> tuple[Name, Name]:
        """Draw a woman and a man who bear one family name."""
        hers, his = rng.choice(self.families)
        mark = rng.choice(self.marks)
        return (
            _joined(rng.choice(self.women), hers, mark),
            _joined(rng.choice(self.men), his, mark),
        )


def _joined(*parts: Name) -> Name:
    native = [part.native for part in parts]
    return Name(
        " ".join(part.latin for part in parts), " ".join(native) if all(native) else ""
    )


def _names(text: str) -> tuple[Name, ...]:
    """Read "Asha आशा, Meera मीरा"."""
    return tuple(Name(*word.split()) for word in text.split(", "))


def _alike(text: str) -> tuple[tuple[Name, Name], ...]:
    return tuple((name, name) for name in _names(text))


INDIA = Region(
    languages=(("mr", 9), ("hi", 8), ("gu", 3), ("en", 4)),
    women=_names(
        "Asha आशा, Meera मीरा, Priya प्रिया, Sunita सुनीता, Kavita कविता, Anjali अंजली, "
        "Pooja पूजा, Neha नेहा, Swati स्वाती, Rekha रेखा, Deepa दीपा, Manisha मनीषा, "
        "Shweta श्वेता, Vaishali वैशाली, Snehal स्नेहल, Jyoti ज्योती, Sarita सरिता, "
        "Madhuri माधुरी, Nisha निशा, Archana अर्चना, Rupali रूपाली, Smita स्मिता"
    ),
    men=_names(
        "Rohan रोहन, Amit अमित, Sanjay संजय, Vikram विक्रम, Nilesh निलेश, Sachin सचिन, "
        "Rahul राहुल, Prakash प्रकाश, Ganesh गणेश, Manoj मनोज, Sunil सुनील, Ajay अजय, "
        "Mahesh महेश, Yogesh योगेश, Kiran किरण, Abhijit अभिजित, Nitin नितीन, Hemant हेमंत"
    ),
    families=_alike(
        "Deshpande देशपांडे, Kulkarni कुलकर्णी, Patil पाटील, Joshi जोशी, Shah शहा, "
        "Mehta मेहता, Sharma शर्मा, Gupta गुप्ता, Jadhav जाधव, Pawar पवार, Naik नाईक, "
        "Kale काळे, More मोरे, Verma वर्मा, Bhosale भोसले, Rane राणे, Desai देसाई"
    ),
    marks=_names("Sample नमूना, Example उदाहरण, Demo डेमो"),
    prefix="+91980000",
)

UKRAINE = Region(
    languages=(("uk", 4), ("ru", 1)),
    women=_names(
        "Olena Олена, Iryna Ірина, Nataliia Наталія, Kateryna Катерина, Oksana Оксана, "
        "Yuliia Юлія, Mariia Марія, Tetiana Тетяна, Solomiia Соломія, Daryna Дарина"
    ),
    men=_names(
        "Andrii Андрій, Oleksandr Олександр, Dmytro Дмитро, Taras Тарас, Mykola Микола, "
        "Ihor Ігор, Bohdan Богдан, Serhii Сергій, Vasyl Василь, Roman Роман"
    ),
    families=_alike(
        "Kovalenko Коваленко, Shevchuk Шевчук, Bondar Бондар, Tkachenko Ткаченко, "
        "Moroz Мороз, Melnyk Мельник, Lysenko Лисенко, Marchuk Марчук, Savchenko Савченко"
    ),
    marks=_names("Sample Зразок, Example Приклад"),
    prefix="+38050200",
)

RUSSIA = Region(
    languages=(("ru", 1),),
    women=_names(
        "Anna Анна, Elena Елена, Olga Ольга, Svetlana Светлана, Irina Ирина, "
        "Marina Марина, Tatiana Татьяна, Vera Вера"
    ),
    men=_names(
        "Alexei Алексей, Mikhail Михаил, Pavel Павел, Nikolai Николай, Sergei Сергей, "
        "Viktor Виктор, Ilya Илья, Denis Денис"
    ),
    families=tuple(
        zip(
            _names("Sokolova Соколова, Lebedeva Лебедева, Orlova Орлова, Belova Белова"),
            _names("Sokolov Соколов, Lebedev Лебедев, Orlov Орлов, Belov Белов"),
            strict=True,
        )
    ),
    marks=_names("Sample Образец, Example Пример"),
    prefix="+7900200",
)

AZERBAIJAN = Region(
    languages=(("az", 4), ("ru", 1)),
    women=_names(
        "Nargiz Nərgiz, Aysel Aysel, Leyla Leyla, Gunay Günay, Sevinj Sevinc, "
        "Turkan Türkan, Konul Könül, Fidan Fidan, Arzu Arzu"
    ),
    men=_names(
        "Elchin Elçin, Rashad Rəşad, Ilgar İlqar, Tural Tural, Vugar Vüqar, "
        "Orkhan Orxan, Emin Emin, Farid Fərid, Samir Samir"
    ),
    families=tuple(
        zip(
            _names("Aliyeva Əliyeva, Mammadova Məmmədova, Hasanova Həsənova"),
            _names("Aliyev Əliyev, Mammadov Məmmədov, Hasanov Həsənov"),
            strict=True,
        )
    ),
    marks=_names("Sample Nümunə, Example Misal"),
    prefix="+99450200",
)

REGIONS = (INDIA, UKRAINE, RUSSIA, AZERBAIJAN)
WEIGHTS = (64, 14, 7, 15)
