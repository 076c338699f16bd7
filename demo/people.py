"""The cast of the demo: the people of Halcyon Orders, with numbers reserved for fiction."""

from dataclasses import dataclass

COMPANY = "Halcyon Orders"
DOMAIN = "halcyon.example.com"


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff. `login` is the first name; `specialty` is what a responder knows."""

    name: str
    roles: tuple[str, ...]
    phone: str
    zone: str
    title: str
    specialty: str = ""

    @property
    def login(self) -> str:
        return self.name.split()[0].lower()

    @property
    def email(self) -> str:
        return f"{self.login}@{DOMAIN}"


_LONDON, _NEW_YORK, _BERLIN = "Europe/London", "America/New_York", "Europe/Berlin"

PEOPLE: tuple[Person, ...] = (
    Person("Ines Okafor", ("im_candidate",), "+447700900101", _LONDON, "Incident Manager"),
    Person("Samir Haddad", ("im_candidate",), "+447700900102", _BERLIN, "Incident Manager"),
    Person("Tomasz Reid", ("csr",), "+447700900111", _LONDON, "Customer support"),
    Person("Grace Mbeki", ("csr",), "+447700900112", _NEW_YORK, "Customer support"),
    Person("Ruth Adeyemi", ("helpdesk_lead",), "+447700900113", _LONDON, "Helpdesk lead"),
    Person("Ann Weir", ("operator",), "+447700900121", _LONDON, "Operator"),
    Person("Bob Castell", ("operator",), "+447700900122", _NEW_YORK, "Operator"),
    Person("Cid Moreau", ("operator",), "+447700900123", _BERLIN, "Operator"),
    Person("Priya Raman", ("responder",), "+447700900141", _LONDON, "Database administrator", "databases"),
    Person("Jonas Weil", ("responder",), "+447700900142", _BERLIN, "Platform engineer", "platform"),
    Person("Bea Lindqvist", ("responder",), "+447700900143", _BERLIN, "Network engineer", "network"),
    Person("Malcolm Tse", ("ops_manager",), "+447700900151", _LONDON, "Operations manager"),
    Person("Hana Brandt", ("executive",), "+447700900161", _LONDON, "Chief executive"),
    Person("Leila Novak", ("account_manager",), "+447700900171", _LONDON, "Account manager"),
    Person("Omar Finch", ("account_manager",), "+447700900172", _NEW_YORK, "Account manager"),
    Person("Dora Quist", ("admin",), "+447700900181", _LONDON, "Administrator"),
)


def named(phone: str) -> Person | None:
    """Whose phone that is, or None."""
    return next((person for person in PEOPLE if person.phone == phone), None)
