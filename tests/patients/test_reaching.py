"""How the clinic reaches a person."""

from patients.models import Couple
from patients.selectors import contact_address


def test_contact_address_needs_a_yes(couple, clinician):
    phone = couple.woman.phones.get().number.as_e164
    assert contact_address(person=couple.woman, channel="sms") == phone
    assert contact_address(person=couple.woman, channel="whatsapp") is None
    assert contact_address(person=couple.man, channel="sms") is None


def test_contact_address_after_a_no(couple):
    couple.woman.contact_consents.update(granted=False)
    assert contact_address(person=couple.woman, channel="sms") is None


def test_contact_address_by_e_mail_is_the_e_mail(couple):
    couple.woman.contact_consents.update(channel="email")
    assert contact_address(person=couple.woman, channel="email") is None
    couple.woman.email = "asha@example.org"
    assert contact_address(person=couple.woman, channel="email") == "asha@example.org"


def test_nobody_sees_people_without_permission(couple, laboratory):
    from patients.models import Person

    laboratory.role = "gone"
    assert list(Couple.objects.visible_to(laboratory)) == []
    assert list(Person.objects.visible_to(laboratory)) == []
