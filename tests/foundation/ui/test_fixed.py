"""What is the same on every page is drawn once, and knows nothing of a request."""

from django.template import Context, Template

from foundation.ui import icons


def drawn(source: str, **words: object) -> str:
    return Template("{% load ui %}" + source).render(Context(words))


def test_a_fixed_part_is_drawn_once():
    template = Template("{% load ui %}{% fixed %}{% now 'U u' %}{% endfixed %}{{ who }}")
    first, second = (template.render(Context({"who": who})) for who in ("A", "B"))

    assert (first[-1], second[-1]) == ("A", "B")
    assert first[:-1] == second[:-1]


def test_a_fixed_part_knows_no_reader():
    part = "{% fixed %}{% firstof who 'nobody' %}{% endfixed %}"
    assert drawn(part, who="A") == "nobody"


def test_an_icon_named_by_a_word_follows_the_word():
    template = Template("{% load ui %}{% icon name size %}")
    for name, size in (("search", 16), ("bell", 20)):
        assert template.render(Context({"name": name, "size": size})) == icons.icon(
            name, size=size
        )


def test_an_icon_named_by_a_literal_is_the_same_each_time():
    template = Template('{% load ui %}{% icon "search" %}{% icon "bell" 20 %}')
    twice = {template.render(Context()) for _ in range(2)}

    assert twice == {icons.icon("search") + icons.icon("bell", size=20)}
