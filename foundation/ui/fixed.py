"""Parts of a page that are the same for everybody are drawn once and kept.

Nothing of a request comes near them: a fixed part is drawn in a context without a word in
it, so that one that names a reader, a patient or a form fails where it is first drawn.
"""

from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.utils.safestring import SafeString

from foundation.ui import icons


class Fixed(Node):
    """The block between {% fixed %} and {% endfixed %}."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self._drawn: SafeString | None = None

    def render(self, context: Context) -> SafeString:
        if self._drawn is None:
            self._drawn = self.nodelist.render(context.new({}))
        return self._drawn


class Icon(Node):
    """A drawing beside a word; one that is named by a literal is drawn once."""

    def __init__(self, name: FilterExpression, size: FilterExpression | None) -> None:
        self.name, self.size = name, size
        self._drawn: SafeString | None = None

    def render(self, context: Context) -> SafeString:
        if self._drawn is not None:
            return self._drawn
        size = self.size.resolve(context) if self.size else icons.USUAL
        drawn = icons.icon(self.name.resolve(context), size=size)
        if _is_literal(self.name) and (self.size is None or _is_literal(self.size)):
            self._drawn = drawn
        return drawn


def _is_literal(word: FilterExpression) -> bool:
    """Tell whether it is the same in every context."""
    return not word.filters and (word.is_var is False or word.var.lookups is None)


def fixed(parser: Parser, token: Token) -> Fixed:
    """Draw what is the same on every page once: {% fixed %} … {% endfixed %}."""
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    return Fixed(nodelist)


def icon(parser: Parser, token: Token) -> Icon:
    """Draw an icon beside a word: {% icon "search" %}, {% icon entry.icon 20 %}."""
    _tag, name, *size = token.split_contents()
    return Icon(
        parser.compile_filter(name), parser.compile_filter(size[0]) if size else None
    )
