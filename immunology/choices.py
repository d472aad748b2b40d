"""The words of the immunological profile."""

from django.db.models import TextChoices


class PanelCode(TextChoices):
    PHENOTYPE = "phenotype", "Lymphocyte phenotype"
    APL = "apl", "Antiphospholipid antibodies"
    INFECTION = "infection", "Infection screen"
    ALLOIMMUNE = "alloimmune", "Antipaternal antibodies (APCA)"
    BLOOD_GROUP = "blood_group", "Blood group"
    AUTOIMMUNE = "autoimmune", "Autoantibodies"
    THYROID = "thyroid", "Thyroid"
    HUMORAL = "humoral", "Immunoglobulins and complement"
    THROMBOPHILIA = "thrombophilia", "Thrombophilia"
    TH1TH2 = "th1th2", "Stimulated cytokines (Th1/Th2)"
    NK_FUNCTION = "nk_function", "NK killing"
    CYTOKINES = "cytokines", "Serum cytokines"
    ENDOMETRIUM = "endometrium", "Endometrium"
    HLA = "hla", "HLA typing"
    KIR = "kir", "KIR genes"
    GENETICS = "genetics", "Karyotypes"
    ENDOCRINE = "endocrine", "Hormones and vitamin D"
    CONTEXT = "context", "Inflammation"
    SEMEN = "semen", "Semen"


class Subject(TextChoices):
    """Whose test it is. A test of the couple belongs to neither partner alone."""

    WOMAN = "woman", "Woman"
    MAN = "man", "Man"
    COUPLE = "couple", "Couple"


class State(TextChoices):
    """Whether she was pregnant when the sample was taken. Not recorded is not "no"."""

    NONPREGNANT = "nonpregnant", "Not pregnant"
    T1 = "t1", "Pregnant, first trimester"
    T2 = "t2", "Pregnant, second trimester"
    T3 = "t3", "Pregnant, third trimester"


class Phase(TextChoices):
    FOLLICULAR_D2_3 = "follicular_d2_3", "Cycle days 2 to 3"
    LUTEAL = "luteal", "Luteal"
    LH7 = "lh+7", "LH + 7"


class Comparator(TextChoices):
    LESS = "<", "<"
    AT_MOST = "<=", "≤"
    GREATER = ">", ">"
    AT_LEAST = ">=", "≥"


class Word(TextChoices):
    """What a test that is not a number answers; the laboratory's own word is kept too."""

    POSITIVE = "positive", "Positive"
    NEGATIVE = "negative", "Negative"
    INDETERMINATE = "indeterminate", "Indeterminate"


class Flag(TextChoices):
    NORMAL = "N", "In range"
    LOW = "L", "Low"
    HIGH = "H", "High"
    CRITICAL_LOW = "LL", "Critically low"
    CRITICAL_HIGH = "HH", "Critically high"
    ABNORMAL = "A", "Abnormal"
    INDETERMINATE = "IND", "Cannot be placed"


class Unflagged(TextChoices):
    """Why a result has no flag. None of these means normal."""

    NO_INTERVAL = "no_interval", "no interval on file for this laboratory and test"
    CONTEXT_MISSING = (
        "context_missing",
        "the interval depends on something not recorded of the sample",
    )
    AMBIGUOUS = "ambiguous_interval", "two intervals apply equally"
    UNCONFIRMED = "unconfirmed", "interval not confirmed by the clinic"
    UNIT_MISMATCH = "unit_mismatch", "the interval is in another unit"
    IMPOSSIBLE = "impossible_value", "the value is impossible"
    UNKNOWN_WORD = "unknown_word", "a word instead of the expected kind of result"
    NO_EXPECTATION = "no_expectation", "neither answer is unusual"
    NO_CUTOFF = "no_cutoff", "no cut-off is set"
    NO_SUCH_FLAG = "no_such_flag", "this kind of result has no flag"


class IntervalKind(TextChoices):
    REFERENCE = "reference", "Reference interval"
    DECISION = "decision", "Decision limit of a study"
    CLASSIFICATION = "classification", "Band of a classification"


class ResultType(TextChoices):
    QUANTITATIVE = "quantitative", "Number"
    TITRE = "titre", "Titre"
    ORDINAL = "ordinal", "Word or grade"
    NOMINAL = "nominal", "Words"
    HLA_GENOTYPE = "hla_genotype", "HLA genotype"
    GENOTYPE_LIST = "genotype_list", "Genes present"
