"""The words as delivered, in English."""

from collections.abc import Mapping
from types import MappingProxyType

_SIGNED = "\n\n-- \n{{ company }}\n{{ page_url }}\n"
_DUE = "We write again on the status page by {{ next_update }}, also if there is nothing new."
_AGAIN = "We write again by {{ next_update }}, also if there is nothing new."
_KNOWN = "We know of a disturbance and are working on it. We come back to you as soon as we know more."
_ANY_TIME = "How it stands can be read at any time on {{ page_url }}"
_REGARDS = "\n\nKind regards\n{{ company }}\n"
_FORWARD = """Your customers who are affected: {{ their_customers }}.

{{ text }}

%(due)s

For your own customers, to pass on as it is:

----------
{{ title }}

{{ text }}
%(promise)s
----------"""
_HEAD = "{{ priority }} {{ number }} {{ inner_title }}"
_READ_ON = "Read on: {{ incident_url }}\n"
_INFORMED = "For your information: whoever has to act is paged. How it stands:\n{{ incident_url }}\n"

WORDS: Mapping[tuple[str, str, str], tuple[str, str]] = MappingProxyType(
    {
        ("initial", "customers", "mail"): ("{{ title }}", f"{{{{ text }}}}\n\n{_DUE}{_SIGNED}"),
        ("initial", "customers", "text"): ("", "{{ company }}: {{ title }}. {{ page_url }}"),
        ("initial", "customers", "call"): (
            "",
            """Hello {{ name }}, you hear it from us first: {{ title }}.
{{ text }}
We write again by {{ next_update }}, on {{ page_url }}.
Ask: does it hit you right now? Is there a deadline today? Whom may we call when it is over?""",
        ),
        ("update", "customers", "mail"): ("Update: {{ title }}", f"{{{{ text }}}}\n\n{_DUE}{_SIGNED}"),
        ("update", "customers", "text"): ("", "{{ company }}, update: {{ text }} {{ page_url }}"),
        ("update", "customers", "call"): (
            "",
            """Hello {{ name }}, it still goes on, and you should know where we stand: {{ title }}.
{{ text }}
We write again by {{ next_update }}, on {{ page_url }}.
Ask: what would help you most until then?""",
        ),
        ("all_clear", "customers", "mail"): ("Solved: {{ title }}", f"{{{{ text }}}}{_SIGNED}"),
        ("all_clear", "customers", "text"): ("", "{{ company }}, solved: {{ title }}. {{ page_url }}"),
        ("all_clear", "customers", "call"): (
            "",
            """Hello {{ name }}, it is over: {{ title }}.
{{ text }}
Ask: does it work for you again?""",
        ),
        ("correction", "customers", "mail"): ("Correction: {{ title }}", f"{{{{ text }}}}{_SIGNED}"),
        ("correction", "customers", "text"): ("", "{{ company }}, correction: {{ text }} {{ page_url }}"),
        ("correction", "customers", "call"): (
            "",
            """Hello {{ name }}, what we told you was not right: {{ title }}.
{{ text }}
We are sorry. We write again by {{ next_update }}, on {{ page_url }}.""",
        ),
        ("answer", "customers", "mail"): (
            "{{ title }}",
            f"Hello {{{{ name }}}},\n\n{{{{ text }}}}\n\n{_AGAIN}\n\n{_ANY_TIME}{_REGARDS}",
        ),
        ("answer", "customers", "call"): ("", f"{{{{ text }}}}\n{_AGAIN}"),
        ("untold", "customers", "mail"): (
            "Your report",
            f"Hello {{{{ name }}}},\n\n{_KNOWN}\n\n{_ANY_TIME}{_REGARDS}",
        ),
        ("untold", "customers", "call"): ("", _KNOWN),
        ("rfo", "customers", "mail"): ("What happened: {{ title }}", f"{{{{ report }}}}{_SIGNED}"),
        ("initial", "partners", "mail"): (
            "{{ title }}: for you and your customers",
            _FORWARD % {"due": _DUE, "promise": "The next word comes by {{ next_update }}."} + _SIGNED,
        ),
        ("update", "partners", "mail"): (
            "Update for you and your customers: {{ title }}",
            _FORWARD % {"due": _DUE, "promise": "The next word comes by {{ next_update }}."} + _SIGNED,
        ),
        ("all_clear", "partners", "mail"): (
            "Solved: {{ title }}",
            f"""{{{{ text }}}}

For your own customers, to pass on as it is:

----------
Solved: {{{{ title }}}}

{{{{ text }}}}
----------{_SIGNED}""",
        ),
        ("initial", "account_managers", "mail"): (
            f"Your customers: {_HEAD}",
            f"""Customers of yours are affected: {{{{ your_customers }}}}.
The status page speaks first; they should not hear it before you know it.

{_HEAD}

{{{{ affected }}}}.

{_INFORMED}""",
        ),
        ("initial", "account_managers", "text"): (
            "",
            f"{_HEAD}. Yours: {{{{ your_customers }}}}. {{{{ incident_url }}}}",
        ),
        ("initial", "staff", "mail"): (_HEAD, f"{_HEAD}\n\n{{{{ affected }}}}.\n\n{_INFORMED}"),
        ("initial", "staff", "text"): ("", f"{_HEAD}. {{{{ affected }}}}. {{{{ incident_url }}}}"),
        ("update", "staff", "mail"): (
            f"How it stands: {_HEAD}",
            f"It goes on: {_HEAD}\n\n{{{{ affected }}}}.\n\nCustomers read: {{{{ text }}}}\n\n{_READ_ON}",
        ),
        ("update", "staff", "text"): (
            "",
            f"Goes on: {_HEAD}. {{{{ affected }}}}. {{{{ incident_url }}}}",
        ),
        ("all_clear", "staff", "mail"): (
            "Over: {{ number }} {{ inner_title }}",
            f"Over: {{{{ number }}}} {{{{ inner_title }}}}\n\nThe service is restored.\n\n{_READ_ON}",
        ),
        ("all_clear", "staff", "text"): (
            "",
            "Over: {{ number }} {{ inner_title }}. {{ incident_url }}",
        ),
        ("correction", "staff", "mail"): (
            "Correction: {{ number }} {{ inner_title }}",
            f"""Correction: {{{{ number }}}} {{{{ inner_title }}}}

It is not as we said; it may have failed again.

Customers read now: {{{{ text }}}}

{_READ_ON}""",
        ),
        ("correction", "staff", "text"): (
            "",
            "Correction: {{ number }} {{ inner_title }}. {{ incident_url }}",
        ),
        ("false_alarm", "staff", "mail"): (
            "False alarm: {{ number }} {{ inner_title }}",
            f"False alarm: {{{{ number }}}} {{{{ inner_title }}}}\n\nNothing was wrong.\n\n{_READ_ON}",
        ),
        ("false_alarm", "staff", "text"): (
            "",
            "False alarm: {{ number }} {{ inner_title }}. {{ incident_url }}",
        ),
    }
)
