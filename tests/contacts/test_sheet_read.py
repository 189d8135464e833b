"""Contacts of CSV files: the exports of common programs, and files that are none."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billcli.contacts.contact import Contact, addressed
from billcli.contacts.sheet_layout import Choice
from billcli.contacts.sheet_read import read_sheet
from billcli.domain.problem import BillcliError, UsageError

NONE = Choice({})


def read(text: str, choice: Choice = NONE) -> list[dict[str, str]]:
    return [dict(contact.values) for contact in read_sheet(text, "list.csv", choice)]


def refused(text: str, choice: Choice = NONE) -> list[tuple[str, int]]:
    with pytest.raises(UsageError) as caught:
        read_sheet(text, "list.csv", choice)
    problems = caught.value.problems
    assert all(p.where and p.where.file == "list.csv" and p.help for p in problems)
    return [(p.code, p.where.line) for p in problems if p.where]


GOOGLE = """First Name,Middle Name,Last Name,Phonetic First Name,Organization Name,\
Organization Title,Notes,Photo,Labels,\
E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Value,\
Phone 1 - Label,Phone 1 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,\
Address 1 - City,\
Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,\
Address 1 - Extended Address,Address 2 - City
Jane,Q,Doe,x,Acme Inc.,CEO,"long
note",p,* myContacts,* Work,jane@acme.example ::: j@acme.example,second@acme.example,Work,+1 555,\
Work,"1 Main St
Springfield, IL 62701",1 Main St,Springfield,,IL,62701,US,Suite 5,Elsewhere
"""
OUTLOOK = """"Title","First Name","Last Name","Company","Business Street","Business City",\
"Business State","Business Postal Code","Business Country/Region","Home Street","Home City",\
"Business Fax","Business Phone","Mobile Phone","E-mail Address","E-mail Type","Language"
"Dr","Jane","Doe","","","","","","","Home Rd 1","Paris","99","","07","j@d.example","SMTP",""
"","Al","Bo","Globex","Ring 1","Wien","","1010","Austria","Home Rd 2","Linz","","01","","","",""
"""
OUTLOOK_DE = """Anrede;Vorname;Nachname;Firma;Straße geschäftlich;Ort geschäftlich;\
Postleitzahl geschäftlich;Land/Region geschäftlich;Telefon geschäftlich;E-Mail-Adresse
Frau;Anna;Müller;Müller GmbH;Hauptstr. 1;Bonn;53111;Deutschland;0228 1;anna@mueller.example
"""
THUNDERBIRD = """First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,\
Work Phone,Home Phone,Fax Number,Mobile Number,Home Address,Home City,Home ZipCode,Work Address,\
Work Address 2,Work City,Work ZipCode,Work Country,Organization
Jo,Li,Jo Li,jo,jo@li.example,x@li.example,1,2,3,4,Home 1,Hometown,1111,Work 1,Floor 2,Worktown,\
2222,Italy,
"""
WAVE = """customer_name,email,contact_first_name,contact_last_name,customer_currency,phone,fax,\
country,province/state,address_line_1,address_line_2,city,postal_code/zip_code,shipping_address,\
ship-to_contact,ship-to_country
Initech,bill@initech.example,Bill,Lumbergh,USD,555,,United States,Texas,1 Way,,Austin,78701,Dock,\
X,FR
"""
XERO = """*ContactName,AccountNumber,EmailAddress,FirstName,LastName,POAttentionTo,POAddressLine1,\
POCity,PORegion,POPostalCode,POCountry,SAAddressLine1,SACity,PhoneNumber,TaxNumber
Globex,9,g@globex.example,Al,Bo,,Street 5,Oslo,,0150,NO,Ship 1,Bergen,5,NO995525828MVA
"""
QUICKBOOKS = """Customer,Company,Full name,Phone,Email,Billing Street Address,Billing City,\
Billing State/Province,Billing ZIP,Billing Country,Shipping City,Terms
Umbra,Umbra LLC,Sam Fox,1,s@umbra.example,1 Rd,Salem,OR,97301,USA,Portland,Net 30
"""
GERMAN_PROGRAM = """Kundennummer;Anrede;Vorname;Name;Firma;Straße 1;Hausnummer;PLZ 1;Ort 1;Land;\
E-Mail 1;USt-IdNr.;Steuernummer;IBAN;Zahlungsziel;Leitweg-ID
10001;Herr;Jan;Muster;;Ring;7a;53111;Bonn;D;jan@muster.example;DE136695976;;;14;991-01484-64
"""
FRENCH = """Nom;Prénom;Société;Adresse;Code postal;Ville;Pays;N° TVA;SIRET
Dupont;Jean;Globex SARL;"1 rue X
Bât B";75001;Paris;France;FR40303265045;73282932000074
"""
PROGRAMS = {
    "google": (GOOGLE, [{
        "name": "Acme Inc.", "contact": "Jane Q Doe", "email": "jane@acme.example",
        "phone": "+1 555", "address": "1 Main St", "address-2": "Suite 5",
        "city": "Springfield", "region": "IL", "postcode": "62701", "country": "US"}]),
    "outlook": (OUTLOOK, [
        {"name": "Jane Doe", "phone": "07", "email": "j@d.example", "address": "Home Rd 1",
         "city": "Paris"},
        {"name": "Globex", "contact": "Al Bo", "phone": "01", "address": "Ring 1",
         "city": "Wien", "postcode": "1010", "country": "Austria"}]),
    "outlook de": (OUTLOOK_DE, [{
        "name": "Müller GmbH", "contact": "Anna Müller", "email": "anna@mueller.example",
        "phone": "0228 1", "address": "Hauptstr. 1", "city": "Bonn", "postcode": "53111",
        "country": "Deutschland"}]),
    "thunderbird": (THUNDERBIRD, [{
        "name": "Jo Li", "email": "jo@li.example", "phone": "1", "address": "Work 1",
        "address-2": "Floor 2", "city": "Worktown", "postcode": "2222", "country": "Italy"}]),
    "wave": (WAVE, [{
        "name": "Initech", "contact": "Bill Lumbergh", "email": "bill@initech.example",
        "currency": "USD", "phone": "555", "country": "United States", "region": "Texas",
        "address": "1 Way", "city": "Austin", "postcode": "78701"}]),
    "xero": (XERO, [{
        "name": "Globex", "contact": "Al Bo", "email": "g@globex.example", "phone": "5",
        "address": "Street 5", "city": "Oslo", "postcode": "0150", "country": "NO",
        "tax-number": "NO995525828MVA"}]),
    "quickbooks": (QUICKBOOKS, [{
        "name": "Umbra", "contact": "Sam Fox", "phone": "1", "email": "s@umbra.example",
        "address": "1 Rd", "city": "Salem", "region": "OR", "postcode": "97301",
        "country": "USA", "terms": "Net 30"}]),
    "german": (GERMAN_PROGRAM, [{
        "name": "Jan Muster", "email": "jan@muster.example", "address": "Ring 7a",
        "postcode": "53111", "city": "Bonn", "country": "D", "vat-id": "DE136695976",
        "terms": "14", "reference": "991-01484-64"}]),
    "french": (FRENCH, [{
        "name": "Globex SARL", "contact": "Jean Dupont", "address": "1 rue X",
        "address-2": "Bât B", "postcode": "75001", "city": "Paris", "country": "France",
        "vat-id": "FR40303265045", "registration": "73282932000074"}]),
}  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_exports_of_common_programs(program: str) -> None:
    text, expected = PROGRAMS[program]
    assert read(text) == expected


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_will_do(program: str, delimiter: str) -> None:
    text, expected = PROGRAMS[program]
    old = ";" if ";" in text.splitlines()[0] else ","
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(csv.reader(io.StringIO(text), delimiter=old))
    assert read(out.getvalue()) == expected


@pytest.mark.parametrize(
    ("heading", "row", "name"),
    [("Name,Vorname", "Muster,Jan", "Jan Muster"), ("Nombre,Apellidos", "Ana,García", "Ana García"),
     ("Nome,Cognome", "Al,Rossi", "Al Rossi"), ("Name,Given Name,Family Name", "X Y,A,B", "X Y"),
     ("Name,City", "Acme,Bonn", "Acme"), ("First Name,Last Name", "Jo,", "Jo"),
     ("Display Name,First Name", "Jo Li,Jo", "Jo Li"), ("name", "Acme", "Acme")],
)  # fmt: skip
def test_a_bare_name_is_what_its_neighbours_leave(heading: str, row: str, name: str) -> None:
    assert read(f"{heading}\n{row}\n")[0]["name"] == name


DATEV = (
    '"EXTF";700;16;"Debitoren/Kreditoren";5;20260101000000000;;"RE";"";""\n'
    '"Konto";"Name (Adressattyp Unternehmen)";"Name (Adressattyp natürl. Person)";'
    '"Vorname (Adressattyp natürl. Person)";"EU-Land";"EU-UStID";"Straße";"Postleitzahl";"Ort"\n'
    '10000;"Ostsee GmbH";"";"";"DE";"136695976";"Hafen 1";"18055";"Rostock"\n'
    '10001;"";"Kranz";"Ida";"";"";"Allee 2";"18055";"Rostock"\n'
    '10002;"Ostwind GmbH";"";"";"DE";"DE136695976";"";"";""\n'
)


def test_an_accountants_list_of_debtors() -> None:
    first, second, third = read(DATEV)
    assert (first["name"], first["vat-id"]) == ("Ostsee GmbH", "DE136695976")
    assert (second["name"], second.get("vat-id")) == ("Ida Kranz", None)
    assert third == {"name": "Ostwind GmbH", "vat-id": "DE136695976"}


@pytest.mark.parametrize("word", ["TOTAL", "Summe", "Grand total", "Gesamt:", "Somme", "Suma"])
def test_sums_at_the_end_are_nobody(word: str) -> None:
    text = f"Name;Ort;Umsatz\nAcme;Bonn;10\n{word};;10\n"
    found = read_sheet(text, "x.csv", Choice({}))
    assert [(one.name, one.line) for one in found] == [("Acme", 2), ("", 3)]


def test_who_is_called_like_a_sum_has_an_address() -> None:
    assert read("Name;Ort\nTotal;Paris\n") == [{"name": "Total", "city": "Paris"}]


def test_columns_nothing_is_taken_from_are_named_where_they_hold_something() -> None:
    text = "Name,Notes,,Fax,E-mail\nAcme,tea,x,,a@b.example\nGlobex,,,1,\nInitech,,,,\n"
    found = read_sheet(text, "x.csv", Choice({}))
    assert [one.unread for one in found] == [("Notes",), ("Fax",), ()]
    mapped = read_sheet(text, "x.csv", Choice({"contact": "Notes"}, "Fax"))
    assert [one.unread for one in mapped] == [(), (), ()]


def test_lines_count_from_the_top_of_the_file() -> None:
    text = 'sep=;\n\nMy contacts\n\nName;Notiz;Ort\nAcme;"a\nb";Bonn\n;;\nGlobex;;Wien\n'
    found = read_sheet(text, "list.csv", NONE)
    assert [(c.name, c.line) for c in found] == [("Acme", 6), ("Globex", 9)]


def test_what_spreadsheets_add_is_taken_off() -> None:
    text = '\ufeffName,Phone,PLZ\n\'+Plus,\'+49 1,"=""01067"""\nName,Phone,PLZ\n'
    assert read(text) == [{"name": "+Plus", "phone": "+49 1", "postcode": "01067"}]


def test_columns_may_be_said() -> None:
    text = "Firmierung,Kto,Name,City\nAcme,K-1,Other,Bonn\n"
    choice = Choice({"name": "firmierung", "region": "City"}, "KTO")
    (found,) = read_sheet(text, "list.csv", choice)
    assert found == Contact(
        {"name": "Acme", "contact": "Other", "region": "Bonn"}, line=2, id="K-1"
    )


def test_an_address_in_one_cell_is_parted() -> None:
    text = 'Name,Billing address\nAcme,"Ring 1\nHof\n1010 Wien\nAustria"\n'
    assert read(text) == [{
        "name": "Acme", "address": "Ring 1", "address-2": "Hof", "postcode": "1010",
        "city": "Wien", "country": "Austria"}]  # fmt: skip
    assert addressed(["D-53111 Bonn"])["address"] == "D-53111 Bonn"
    assert addressed(["Ring 1", "D-53111 Bonn"])["postcode"] == "53111"
    assert addressed([])["address"] == ""


def test_post_code_and_town_in_one_column_are_parted() -> None:
    text = "Firma;PLZ/Ort\nA;53111 Bonn\nB;SW1A 1AA London\nC;Bonn\n"
    assert [(c.get("postcode"), c["city"]) for c in read(text)] == [
        ("53111", "Bonn"), ("SW1A 1AA", "London"), (None, "Bonn"),
    ]  # fmt: skip


def test_address_lines_and_boxes() -> None:
    text = "Name,Address Line 1,Address Line 2,Address Line 3\nA,x,y,z\n"
    assert read(text)[0]["address-2"] == "y, z"
    assert read("Name,Postfach,Ort\nA,17,Bonn\n")[0]["address"] == "17"


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("\n\n", [("CONTACT-NONE", 0)]),
        ("Shoe,Size\na,b\n", [("CONTACT-COLUMNS", 1)]),
        ("Acme,Bonn,53111\n", [("CONTACT-COLUMNS", 1)]),
        ("Name,City\nAcme, Inc.,Bonn\nB,C\nD,E,F\n", [("CONTACT-ROW", 2), ("CONTACT-ROW", 4)]),
        ('Name,City\nA,B\n"Acme,Bonn\n', [("CONTACT-ROW", 3)]),
        ('Name,City\n"Ac"me,Bonn\n', [("CONTACT-ROW", 2)]),
        ("Name,City\n" + "x" * 200_000 + ",y\n", [("CONTACT-ROW", 2)]),
        ("Name,City\n=1+1,Bonn\nA,B\nC,=2\n", [("CONTACT-FORMULA", 2), ("CONTACT-FORMULA", 4)]),
        ("Name\n\uff1dcmd\n", [("CONTACT-FORMULA", 2)]),
    ],
)
def test_what_is_no_list_is_refused_with_its_lines(
    text: str, problems: list[tuple[str, int]]
) -> None:
    assert refused(text) == problems


def test_a_formula_in_a_column_that_is_not_read_does_not_matter() -> None:
    assert read("Name,Total\nAcme,=1+1\n") == [{"name": "Acme"}]


def test_columns_that_are_not_there_are_all_named() -> None:
    choice = Choice({"name": "Kunde", "city": "Ort"}, "Nr")
    assert refused("Name,City\nA,B\n", choice) == [("CONTACT-COLUMN", 1)] * 3


def test_garbage_is_refused_before_it_is_read_whole() -> None:
    assert refused("a;b,c|d\te\n" * 1_000_000) == [("CONTACT-COLUMNS", 1)]
    assert read("Name" + ",E-mail" * 100_000 + "\nAcme\n") == [{"name": "Acme"}]


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200) | st.text('Name,;\t|"\n=x', max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    for whole in (text, f"Name,E-Mail\n{text}", f"Name;Ort\n{text}"):
        try:
            found = read_sheet(whole, "list.csv", NONE)
        except BillcliError as error:
            assert error.problems  # noqa: PT017 - either way is right
        else:
            assert all(all(contact.values.values()) for contact in found)
