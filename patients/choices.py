"""The words of a couple's history and of its file."""

from django.db.models import TextChoices


class Sex(TextChoices):
    FEMALE = "F", "Female"
    MALE = "M", "Male"


class Abo(TextChoices):
    A = "A", "A"
    B = "B", "B"
    AB = "AB", "AB"
    O = "O", "O"  # noqa: E741


class Rhd(TextChoices):
    POSITIVE = "pos", "RhD positive"
    NEGATIVE = "neg", "RhD negative"


class Language(TextChoices):
    ENGLISH = "en", "English"
    HINDI = "hi", "Hindi"
    MARATHI = "mr", "Marathi"
    GUJARATI = "gu", "Gujarati"
    UKRAINIAN = "uk", "Ukrainian"
    RUSSIAN = "ru", "Russian"
    AZERBAIJANI = "az", "Azerbaijani"


class Relation(TextChoices):
    MARRIED = "married", "Married"
    PARTNERS = "partners", "Partners"
    OTHER = "other", "Other"


class Kinship(TextChoices):
    """How near the two of a couple are by blood, in the words of families."""

    NONE = "none", "Not related by blood"
    UNCLE_NIECE = "uncle_niece", "Uncle and niece, or aunt and nephew"
    DOUBLE_FIRST = "double_first", "Double first cousins (on both sides)"
    FIRST = "first", "First cousins"
    FIRST_REMOVED = "first_removed", "First cousins once removed"
    SECOND = "second", "Second cousins"
    DISTANT = "distant", "More distantly"
    OTHER = "other", "Related, not known how"


class Channel(TextChoices):
    SMS = "sms", "SMS"
    WHATSAPP = "whatsapp", "WhatsApp"
    EMAIL = "email", "E-mail"
    CALL = "call", "Telephone call"


class Outcome(TextChoices):
    ONGOING = "ongoing", "Ongoing"
    LIVE_BIRTH = "live_birth", "Live birth"
    STILLBIRTH = "stillbirth", "Stillbirth"
    MISCARRIAGE = "miscarriage", "Miscarriage"
    BIOCHEMICAL_LOSS = "biochemical_loss", "Biochemical loss"
    PUL_RESOLVED = "pul_resolved", "Unknown location, resolved by itself"
    PUL_TREATED = "pul_treated", "Unknown location, treated"
    ECTOPIC = "ectopic", "Ectopic"
    MOLAR_COMPLETE = "molar_complete", "Molar, complete"
    MOLAR_PARTIAL = "molar_partial", "Molar, partial"
    TERMINATION = "termination", "Termination"
    LOSS_UNSPECIFIED = "loss_unspecified", "Loss, kind not known"
    UNKNOWN = "unknown", "Outcome not known"


class LossType(TextChoices):
    ANEMBRYONIC = "anembryonic", "Sac only"
    YOLK_SAC = "yolk_sac", "Sac and yolk sac, no embryo"
    EMBRYONIC = "embryonic", "Embryo without heartbeat, below 10 weeks"
    FETAL = "fetal", "Fetus of 10 weeks' size or more"


class GestationBasis(TextChoices):
    DEMISE = "demise", "when growth or the heartbeat stopped"
    END = "end", "when the pregnancy ended"


class GestationSource(TextChoices):
    LMP = "lmp", "Last period"
    CRL = "crl", "Ultrasound length"
    TRANSFER = "transfer", "Transfer date"
    CLINICAL = "clinical", "Clinical"
    RECALLED = "recalled", "As remembered"


class Seen(TextChoices):
    HCG_ONLY = "hcg_only", "Positive test only"
    ULTRASOUND = "ultrasound", "Ultrasound"
    HISTOLOGY = "histology", "Histology"
    UNKNOWN = "unknown", "Not known"


class Father(TextChoices):
    PARTNER = "partner", "Present partner"
    FORMER = "former", "An earlier partner"
    DONOR = "donor", "Donor"
    UNKNOWN = "unknown", "Not known"


class Egg(TextChoices):
    OWN = "own", "Own"
    DONOR = "donor", "Donor"


class CarriedBy(TextChoices):
    SELF = "self", "Herself"
    SURROGATE = "surrogate", "A surrogate"


class Conception(TextChoices):
    NATURAL = "natural", "Natural"
    OVULATION_INDUCTION = "ovulation_induction", "Ovulation induction"
    IUI = "iui", "Insemination (IUI)"
    IVF_FRESH = "ivf_fresh", "IVF or ICSI, fresh transfer"
    FET = "fet", "Frozen transfer"
    UNKNOWN = "unknown", "Not known"


class TransferStage(TextChoices):
    CLEAVAGE = "cleavage", "Cleavage (day 2 or 3)"
    BLASTOCYST = "blastocyst", "Blastocyst (day 5 or 6)"


class TransferKind(TextChoices):
    FRESH = "fresh", "Fresh"
    FROZEN = "frozen", "Frozen"


class Ploidy(TextChoices):
    EUPLOID = "yes", "Tested, euploid"
    NOT_EUPLOID = "no", "Tested, not euploid"
    UNTESTED = "untested", "Not tested"


class TransferResult(TextChoices):
    NEGATIVE = "negative", "Negative test"
    BIOCHEMICAL = "biochemical", "Biochemical"
    CLINICAL = "clinical", "Clinical pregnancy"
    LIVE_BIRTH = "live_birth", "Live birth"
    PENDING = "pending", "Not known yet"


class Management(TextChoices):
    EXPECTANT = "expectant", "Waited"
    MEDICAL = "medical", "Medicine"
    SURGICAL = "surgical", "Surgery"


class DeliveryReason(TextChoices):
    LABOUR = "labour", "Labour by itself"
    SEVERE_PE = "severe_pe", "Severe pre-eclampsia"
    ECLAMPSIA = "eclampsia", "Eclampsia"
    PLACENTAL_INSUFFICIENCY = "placental_insufficiency", "Placental insufficiency"
    PLANNED = "planned", "Planned at term"
    OTHER = "other", "Another reason"


class FetusOutcome(TextChoices):
    """What became of one fetus."""

    ONGOING = "ongoing", "Ongoing"
    LIVE_BIRTH = "live_birth", "Live birth"
    STILLBIRTH = "stillbirth", "Stillbirth"
    MISCARRIAGE = "miscarriage", "Miscarriage"
    VANISHED = "vanished", "Vanished"
    TERMINATED = "terminated", "Terminated"
    UNKNOWN = "unknown", "Not known"


class Morphology(TextChoices):
    NORMAL = "normal", "Normal"
    ABNORMAL = "abnormal", "Abnormal"
    UNKNOWN = "unknown", "Not known"


class TissueMethod(TextChoices):
    KARYOTYPE = "karyotype", "Karyotype from culture"
    ARRAY = "array", "Array"
    QF_PCR = "qf_pcr", "QF-PCR"
    SEQUENCING = "sequencing", "Sequencing"
    OTHER = "other", "Another method"


class TreatmentKind(TextChoices):
    """What she was given during a pregnancy, here or elsewhere."""

    PROGESTERONE = "progesterone", "Progesterone"
    ASPIRIN = "aspirin", "Aspirin"
    LMWH = "lmwh", "Heparin (LMWH)"
    STEROIDS = "steroids", "Steroids"
    IVIG = "ivig", "IVIG"
    LIT = "lit", "Lymphocyte immunisation (LIT)"
    GCSF = "gcsf", "G-CSF"
    ANTI_TNF = "anti_tnf", "Anti-TNF"
    INTRALIPID = "intralipid", "Intralipid"
    OTHER = "other", "Another treatment"


class Certainty(TextChoices):
    DOCUMENTED = "documented", "Documented"
    PARTLY = "partly", "Partly documented"
    REPORTED = "reported", "As told"


class ConsentDocument(TextChoices):
    RECIPIENT = "recipient", "Treatment"
    DONOR = "donor", "Giving cells"


class Therapy(TextChoices):
    """Codes of the therapies a consent can name; the protocols stand a floor higher."""

    LIT_PATERNAL = "LIT_PATERNAL", "Lymphocyte immunisation, partner cells"
    LIT_THIRD_PARTY = "LIT_THIRD_PARTY", "Lymphocyte immunisation, third-party cells"
    IVIG_PRECONCEPTION = "IVIG_PRECONCEPTION", "IVIG before conception"
    IVIG_EARLY_HIGH = "IVIG_EARLY_HIGH", "IVIG, high dose in very early pregnancy"
    IVIG_MAINTENANCE = "IVIG_MAINTENANCE", "IVIG repeated in pregnancy"
    INTRALIPID = "INTRALIPID", "Lipid emulsion infusion"
    PREDNISOLONE = "PREDNISOLONE", "Prednisolone"
    HCQ = "HCQ", "Hydroxychloroquine"
    GCSF_SC = "GCSF_SC", "G-CSF under the skin"
    GCSF_IU = "GCSF_IU", "G-CSF into the womb"
    ADALIMUMAB = "ADALIMUMAB", "Adalimumab"
    LMWH_ASPIRIN = "LMWH_ASPIRIN", "Heparin with low-dose aspirin"
    PBMC_IU = "PBMC_IU", "Own blood cells into the womb"


class AttachmentKind(TextChoices):
    LABORATORY = "laboratory", "Laboratory report"
    INFECTION = "infection", "Infection tests"
    CONSENT = "consent", "Signed consent"
    LETTER = "letter", "Letter or summary"
    PHOTO = "photo", "Photo of one of the two"
    OTHER = "other", "Another paper"


class PaperType(TextChoices):
    PDF = "application/pdf", "PDF"
    JPEG = "image/jpeg", "JPEG picture"
    PNG = "image/png", "PNG picture"


class Verdict(TextChoices):
    """What the privacy officer finds of broken glass."""

    JUSTIFIED = "justified", "Justified"
    FOLLOW_UP = "follow_up", "To be followed up"
    UNJUSTIFIED = "unjustified", "Not justified"


class WorkupStepKind(TextChoices):
    """What is said of one item of the work-up."""

    ORDERED = "ordered", "Ordered"
    NORMAL = "normal", "Result: normal"
    ABNORMAL = "abnormal", "Result: abnormal"
    NOT_JUDGED = "not_judged", "Result: not judged yet"
    NOT_DONE = "not_done", "Will not be done"


class Topic(TextChoices):
    """What somebody is asked about as a whole: the answer may be that there is none."""

    ALLERGIES = "allergies", "Allergies and intolerances"
    DRUGS = "drugs", "Drugs"
    CONDITIONS = "conditions", "Illnesses"
    OPERATIONS = "operations", "Operations"
    FAMILY = "family", "Illnesses in the family"


class Reaction(TextChoices):
    """Of what kind a reaction to something is, as far as anybody knows."""

    ALLERGY = "allergy", "Allergy"
    INTOLERANCE = "intolerance", "Intolerance"
    UNSURE = "unsure", "Not sure which"


class Severity(TextChoices):
    MILD = "mild", "Mild"
    MODERATE = "moderate", "Moderate"
    SEVERE = "severe", "Severe"


class Taken(TextChoices):
    NOW = "now", "Takes it now"
    BEFORE = "before", "Took it before"


class DrugKind(TextChoices):
    """What a drug is given as, where that matters to whoever treats the couple."""

    ANTICOAGULANT = "anticoagulant", "Anticoagulant"
    ANTIPLATELET = "antiplatelet", "Against platelets"
    IMMUNOSUPPRESSANT = "immunosuppressant", "Immunosuppressant"
    STEROID = "steroid", "Steroid"
    OTHER = "other", "Something else"


class DoseUnit(TextChoices):
    """Units of one dose, stored as UCUM writes them."""

    MG = "mg", "mg"
    UG = "ug", "µg"
    G = "g", "g"
    ML = "mL", "mL"
    IU = "[iU]", "IU"
    TABLET = "{tablet}", "tablet"
    DROP = "[drp]", "drop"
    PUFF = "{puff}", "puff"
    PERCENT = "%", "%"


class Route(TextChoices):
    ORAL = "oral", "By mouth"
    VAGINAL = "vaginal", "Vaginal"
    RECTAL = "rectal", "Rectal"
    SUBCUTANEOUS = "subcutaneous", "Under the skin"
    INTRAMUSCULAR = "intramuscular", "Into a muscle"
    INTRAVENOUS = "intravenous", "Into a vein"
    INHALED = "inhaled", "Inhaled"
    NASAL = "nasal", "Into the nose"
    SKIN = "skin", "On the skin"
    OTHER = "other", "Another way"


class Frequency(TextChoices):
    ONCE = "once", "Once only"
    DAILY = "daily", "Once a day"
    TWICE_DAILY = "twice_daily", "Twice a day"
    THREE_DAILY = "three_daily", "Three times a day"
    FOUR_DAILY = "four_daily", "Four times a day"
    ALTERNATE = "alternate", "Every other day"
    WEEKLY = "weekly", "Once a week"
    MONTHLY = "monthly", "Once a month"
    AS_NEEDED = "as_needed", "When needed"


class MeasuredBy(TextChoices):
    HERE = "here", "Measured here"
    TOLD = "told", "As told"


class ConditionState(TextChoices):
    ACTIVE = "active", "Goes on"
    RESOLVED = "resolved", "Resolved"


class Relative(TextChoices):
    """Relatives by blood."""

    MOTHER = "mother", "Mother"
    FATHER = "father", "Father"
    SISTER = "sister", "Sister"
    BROTHER = "brother", "Brother"
    CHILD = "child", "Child"
    MOTHERS_SIDE = "mothers_side", "On the mother's side"
    FATHERS_SIDE = "fathers_side", "On the father's side"
    OTHER = "other", "Another relative"


class Regularity(TextChoices):
    REGULAR = "regular", "Regular"
    IRREGULAR = "irregular", "Irregular"


class Flow(TextChoices):
    LIGHT = "light", "Light"
    USUAL = "usual", "Usual"
    HEAVY = "heavy", "Heavy"


class PeriodCertainty(TextChoices):
    SURE = "sure", "Sure"
    UNSURE = "unsure", "Not sure"


class Habit(TextChoices):
    SMOKING = "smoking", "Smoking"
    ALCOHOL = "alcohol", "Alcohol"
    CAFFEINE = "caffeine", "Coffee, tea, caffeine"
    SUBSTANCES = "substances", "Other substances"
    WORK = "work", "Exposure at work"


class HabitState(TextChoices):
    NEVER = "never", "Never"
    BEFORE = "before", "Before, not now"
    NOW = "now", "Now"
