"""HLA alleles and gene lists as laboratories print them.

LOCUS * field [: field [: field [: field]]] [suffix]

A*02:01         two fields
DRB1*15:01:01G  a G group
C*04:09N        a null allele: not expressed
A2, DR4         serology: kept as text, never computed with
A*02:AB         a coded ambiguity (NMDP): kept as text, never computed with
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from foundation.medicine.quantities import UnreadableValue

# A person has two copies of every locus; one allele alone says nothing of the second.
COPIES: Final = 2
KIR_GENES: Final = (
    *("2DL1", "2DL2", "2DL3", "2DL4", "2DL5", "2DP1"),
    *("2DS1", "2DS2", "2DS3", "2DS4", "2DS5"),
    *("3DL1", "3DL2", "3DL3", "3DP1", "3DS1"),
)

_ALLELE = re.compile(
    r"(?:HLA-)?(?P<locus>[A-Z]{1,3}[A-Z0-9]{0,2})\*"
    r"(?P<fields>\d{2,4}(?::\d{2,4}){0,3})(?P<suffix>[NLSCAQGP]?)"
)
_HOMOZYGOUS = re.compile(r"\(?\bhomozygous\b\)?|\bhom\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[,;]\s*|\s+/\s+|\s+")


@dataclass(frozen=True, slots=True)
class Allele:
    """One allele: the text as printed and, where the grammar holds, its parts."""

    text: str
    locus: str = ""
    fields: tuple[str, ...] = ()
    suffix: str = ""

    @property
    def is_computable(self) -> bool:
        """Tell whether rules may compare it. Serology and coded ambiguities may not."""
        return bool(self.fields)

    @property
    def is_null(self) -> bool:
        """Tell whether the allele is not expressed."""
        return self.suffix == "N"

    @property
    def resolution(self) -> int:
        """Give the number of fields that were typed; 0 when it is only text."""
        return len(self.fields)


@dataclass(frozen=True, slots=True)
class Genotype:
    """What was typed at one locus. `homozygous` only when the laboratory says so."""

    alleles: tuple[Allele, ...]
    homozygous: bool = False

    def text(self) -> str:
        """Show it as read."""
        shown = ", ".join(allele.text for allele in self.alleles)
        return f"{shown} (homozygous)" if self.homozygous else shown


def read_allele(text: str) -> Allele:
    """Read one allele; what does not follow the grammar is kept as text."""
    typed = text.strip().upper()
    parts = _ALLELE.fullmatch(typed)
    if parts is None:
        return Allele(text.strip())
    fields = tuple(parts["fields"].split(":"))
    return Allele(typed.removeprefix("HLA-"), parts["locus"], fields, parts["suffix"])


def read_genotype(text: str) -> Genotype:
    """Read the one or two alleles of a locus.

    Raises:
        UnreadableValue: nothing was typed, or more than two alleles, or two loci.
    """
    homozygous = bool(_HOMOZYGOUS.search(text))
    typed = [part for part in _BETWEEN.split(_HOMOZYGOUS.sub(" ", text).strip()) if part]
    if not 1 <= len(typed) <= COPIES:
        raise UnreadableValue(f"“{text.strip()}”: write one or two alleles of one locus.")
    alleles = tuple(read_allele(part) for part in typed)
    loci = {allele.locus for allele in alleles if allele.is_computable}
    if len(loci) > 1:
        raise UnreadableValue(
            f"“{text.strip()}” names two loci: {', '.join(sorted(loci))}."
        )
    return Genotype(alleles, homozygous)


def read_genes(text: str, known: Iterable[str] = KIR_GENES) -> tuple[str, ...]:
    """Read a list of genes that are present, in the catalogue's order.

    Raises:
        UnreadableValue: nothing was typed, or a gene is not one of the known.
    """
    order = tuple(known)
    parts = [part.upper() for part in _BETWEEN.split(text.strip()) if part]
    typed = {part.removeprefix("KIR") for part in parts}
    if not typed:
        raise UnreadableValue("Write the genes that are present, for example 2DL1, 2DL3.")
    if strange := sorted(typed - set(order)):
        named = ", ".join(strange)
        raise UnreadableValue(f"{named}: no such gene. Known are {', '.join(order)}.")
    return tuple(gene for gene in order if gene in typed)
