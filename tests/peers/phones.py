"""Reads random numbers with Google's own library for Python, one JSON object a line. We have to agree."""

import json
import random
import sys

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType, ValidationResult

REGIONS = ["US", "CA", "GB", "FR", "ES", "MX", "DE", "CH", "IT", "JP", "AU", "BR"]
NOT_TEXTED = {
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.UAN,
    PhoneNumberType.VOICEMAIL,
    PhoneNumberType.PAGER,
}
chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 20261122)


def typed(region):
    """As people type: a real pattern of the region, whole or broken, with or without the country."""
    kind = chance.choice([PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.TOLL_FREE, None])
    example = phonenumbers.example_number_for_type(region, kind) if kind is not None else None
    if example is None:
        return "".join(chance.choice("0123456789") for _ in range(chance.randint(4, 15)))
    digits = list(str(example.national_number))
    for _ in range(chance.randint(0, 6)):
        digits[-chance.randint(1, min(6, len(digits)))] = chance.choice("0123456789")
    example.national_number = int("".join(digits))
    form = chance.choice([PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.NATIONAL])
    text = phonenumbers.format_number(example, form)
    if chance.random() < 0.1:
        text = text[:-1] if chance.random() < 0.5 else text + chance.choice("0123456789")
    if chance.random() < 0.1:
        text = text.replace(" ", chance.choice(["", "-", ".", "\u00a0"]))
    return text


for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 10000):
    region = chance.choice(REGIONS)
    text = typed(region)
    try:
        number = phonenumbers.parse(text, region)
        possible = phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
        valid = phonenumbers.is_valid_number(number)
        kind = phonenumbers.number_type(number)
        e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164) if possible else None
    except NumberParseException:
        e164, valid, kind = None, False, None
    print(json.dumps({
        "text": text,
        "region": region,
        "e164": e164,
        "valid": valid,
        "landline": kind == PhoneNumberType.FIXED_LINE,
        "not_a_persons": kind in NOT_TEXTED,
    }))
