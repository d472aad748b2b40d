"""The couple of the journey: synthetic people, their history and their results."""

from dataclasses import dataclass

PHONE = "98765 40921"
HER_PHONE, HIS_PHONE = "+919876540921", "+919876540922"
HER_NATIVE, HIS_NATIVE = "आशा नमुना", "रोहन नमुना"
THE_COUPLE = {
    "woman_name": "Asha Sample-Journey",
    "woman_native_name": HER_NATIVE,
    "woman_born": "about 1991",
    "woman_language": "mr",
    "woman_email": "asha@example.org",
    "woman_may_sms": "yes",
    "woman_may_email": "no",
    "woman_may_call": "yes",
    "woman_abo": "O",
    "woman_rhd": "pos",
    "man_name": "Rohan Sample-Journey",
    "man_native_name": HIS_NATIVE,
    "man_born": "Mar 1988",
    "man_language": "hi",
    "man_phone": "98765 40922",
    "man_may_sms": "yes",
    "man_abo": "O",
    "man_rhd": "pos",
    "relation": "married",
}
ANOTHER_COUPLE = {
    "woman_name": "Meera Example-Journey",
    "woman_phone": "98765 40931",
    "man_name": "Kiran Example-Journey",
}
# Three losses and an ectopic; of one date only the year, of one the gestation unknown.
PREGNANCIES = [
    {"outcome": "miscarriage", "ended": "2019", "gestation": "8+3", "seen": "ultrasound"},
    {"outcome": "ectopic", "ended": "Mar 2021", "gestation": "6+0", "seen": "ultrasound"},
    {"outcome": "miscarriage", "ended": "12 Nov 2022", "seen": "ultrasound"},
    {
        "outcome": "miscarriage",
        "ended": "3/2/2024",
        "gestation": "9w2d",
        "seen": "histology",
    },
]
FLOW = {"laboratory": "Sample Immunology Laboratory", "method": "flow 2013805"}
ELISA = {"laboratory": "Demo Reference Laboratory", "method": "ELISA"}
SCREEN = dict.fromkeys(("hiv", "hbsag", "anti_hbc", "anti_hcv", "syphilis"), "non-reactive")
PANELS = [
    {
        "name": "phenotype",
        "code": "phenotype",
        "of": "woman",
        "sample": FLOW | {"state": "nonpregnant"},
        "values": {"nk_pct": "12.4", "cd3_pct": "72.5", "nkt_pct": "15.2"},
        "wrong": {"nk_pct": "12,4,5"},
        "shown": ["12.4", "In range", "15.2", "High"],
    },
    {
        "name": "antiphospholipid",
        "code": "apl",
        "of": "woman",
        "sample": ELISA,
        "values": {"la": "negative", "acl_igg": "<0.5", "acl_igm": "12.4"},
        "shown": ["<0.5", "12.4"],
    },
    {
        "name": "infection-woman",
        "code": "infection",
        "of": "woman",
        "sample": ELISA,
        "values": SCREEN,
        "shown": ["non-reactive"],
    },
    {
        "name": "infection-man",
        "code": "infection",
        "of": "man",
        "sample": ELISA,
        "values": SCREEN | {"hiv_rna": "not detected", "hcv_rna": "not detected"},
        "shown": ["non-reactive"],
    },
    {
        "name": "antipaternal",
        "code": "alloimmune",
        "of": "couple",
        "sample": {"laboratory": "Demo Reference Laboratory", "method": "CDC"},
        "values": {"apca_cdc_titre": "1:160"},
        "shown": ["1:160"],
    },
]


@dataclass
class Story:
    """What the steps know of each other."""

    number: str = ""
    other: str = ""
    visit: str = ""
    verdict: str = ""
    session: str = ""
    infusion: str = ""
    document: str = ""
    broken: str = ""


IGA = {
    "name": "iga",
    "code": "humoral",
    "of": "woman",
    "sample": {"laboratory": "Demo Reference Laboratory", "method": "nephelometry"},
    "values": {"iga": "180"},
}
INFUSION = {
    "protocol": "IVIG_PRECONCEPTION",
    "product": "OCTAGAM10_US",
    "dose_mg_per_kg": "400",
    "weight_kg": "62.5",
    "her_state": "ttc",
    "creatinine_mg_per_dl": "0.8",
    "reacted_before": "no",
}
