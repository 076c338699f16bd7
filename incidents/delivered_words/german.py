"""The words as delivered, in German."""

from collections.abc import Mapping
from types import MappingProxyType

_SIGNED = "\n\n-- \n{{ company }}\n{{ page_url }}\n"
_DUE = "Bis {{ next_update }} schreiben wir auf der Statusseite wieder, auch wenn es nichts Neues gibt."
_AGAIN = "Wir schreiben wieder bis {{ next_update }}, auch wenn es nichts Neues gibt."
_KNOWN = "Uns ist eine Störung bekannt, und wir arbeiten daran. Wir melden uns, sobald wir mehr wissen."
_ANY_TIME = "Wie es steht, können Sie jederzeit hier lesen: {{ page_url }}"
_REGARDS = "\n\nMit freundlichen Grüßen\n{{ company }}\n"
_FORWARD = f"""Ihre betroffenen Kunden: {{{{ their_customers }}}}.

{{{{ text }}}}

{_DUE}

Für Ihre eigenen Kunden, so weiterzugeben:

----------
{{{{ title }}}}

{{{{ text }}}}
Die nächste Nachricht kommt bis {{{{ next_update }}}}.
----------{_SIGNED}"""
_HEAD = "{{ priority }} {{ number }} {{ inner_title }}"
_READ_ON = "Weiterlesen: {{ incident_url }}\n"
_INFORMED = "Zur Information: Wer handeln muss, ist gerufen. So steht es:\n{{ incident_url }}\n"

WORDS: Mapping[tuple[str, str, str], tuple[str, str]] = MappingProxyType(
    {
        ("initial", "customers", "mail"): ("{{ title }}", f"{{{{ text }}}}\n\n{_DUE}{_SIGNED}"),
        ("initial", "customers", "text"): ("", "{{ company }}: {{ title }}. {{ page_url }}"),
        ("initial", "customers", "call"): (
            "",
            """Guten Tag {{ name }}, Sie hören es zuerst von uns: {{ title }}.
{{ text }}
Bis {{ next_update }} schreiben wir wieder, auf {{ page_url }}.
Fragen: Trifft es Sie gerade? Gibt es heute eine Frist? Wen dürfen wir anrufen, wenn es vorbei ist?""",
        ),
        ("update", "customers", "mail"): ("Neuer Stand: {{ title }}", f"{{{{ text }}}}\n\n{_DUE}{_SIGNED}"),
        ("update", "customers", "text"): ("", "{{ company }}, neuer Stand: {{ text }} {{ page_url }}"),
        ("update", "customers", "call"): (
            "",
            """Guten Tag {{ name }}, es dauert noch an, und Sie sollen wissen, wo wir stehen: {{ title }}.
{{ text }}
Bis {{ next_update }} schreiben wir wieder, auf {{ page_url }}.
Fragen: Was würde Ihnen bis dahin am meisten helfen?""",
        ),
        ("all_clear", "customers", "mail"): ("Behoben: {{ title }}", f"{{{{ text }}}}{_SIGNED}"),
        ("all_clear", "customers", "text"): ("", "{{ company }}, behoben: {{ title }}. {{ page_url }}"),
        ("all_clear", "customers", "call"): (
            "",
            """Guten Tag {{ name }}, es ist vorbei: {{ title }}.
{{ text }}
Fragen: Geht es bei Ihnen wieder?""",
        ),
        ("correction", "customers", "mail"): ("Berichtigung: {{ title }}", f"{{{{ text }}}}{_SIGNED}"),
        ("correction", "customers", "text"): ("", "{{ company }}, Berichtigung: {{ text }} {{ page_url }}"),
        ("correction", "customers", "call"): (
            "",
            """Guten Tag {{ name }}, was wir gesagt haben, stimmte nicht: {{ title }}.
{{ text }}
Es tut uns leid. Bis {{ next_update }} schreiben wir wieder, auf {{ page_url }}.""",
        ),
        ("answer", "customers", "mail"): (
            "{{ title }}",
            f"Guten Tag {{{{ name }}}},\n\n{{{{ text }}}}\n\n{_AGAIN}\n\n{_ANY_TIME}{_REGARDS}",
        ),
        ("answer", "customers", "call"): ("", f"{{{{ text }}}}\n{_AGAIN}"),
        ("untold", "customers", "mail"): (
            "Ihre Meldung",
            f"Guten Tag {{{{ name }}}},\n\n{_KNOWN}\n\n{_ANY_TIME}{_REGARDS}",
        ),
        ("untold", "customers", "call"): ("", _KNOWN),
        ("rfo", "customers", "mail"): ("Was geschehen ist: {{ title }}", f"{{{{ report }}}}{_SIGNED}"),
        ("initial", "partners", "mail"): ("{{ title }}: für Sie und Ihre Kunden", _FORWARD),
        ("update", "partners", "mail"): ("Neuer Stand für Sie und Ihre Kunden: {{ title }}", _FORWARD),
        ("all_clear", "partners", "mail"): (
            "Behoben: {{ title }}",
            f"""{{{{ text }}}}

Für Ihre eigenen Kunden, so weiterzugeben:

----------
Behoben: {{{{ title }}}}

{{{{ text }}}}
----------{_SIGNED}""",
        ),
        ("initial", "account_managers", "mail"): (
            f"Deine Kunden: {_HEAD}",
            f"""Kunden von dir sind betroffen: {{{{ your_customers }}}}.
Zuerst spricht die Statusseite; sie sollen es nicht eher hören als du.

{_HEAD}

{_INFORMED}""",
        ),
        ("initial", "account_managers", "text"): (
            "",
            f"{_HEAD}. Deine: {{{{ your_customers }}}}. {{{{ incident_url }}}}",
        ),
        ("initial", "staff", "mail"): (_HEAD, f"{_HEAD}\n\nBetroffen: {{{{ affected }}}}.\n\n{_INFORMED}"),
        ("initial", "staff", "text"): (
            "",
            f"{_HEAD}. {{{{ affected }}}} betroffen. {{{{ incident_url }}}}",
        ),
        ("update", "staff", "mail"): (
            f"Wie es steht: {_HEAD}",
            f"Es dauert an: {_HEAD}\n\n{{{{ affected }}}} betroffen.\n\nKunden lesen: {{{{ text }}}}\n\n{_READ_ON}",
        ),
        ("update", "staff", "text"): (
            "",
            f"Dauert an: {_HEAD}. {{{{ affected }}}} betroffen. {{{{ incident_url }}}}",
        ),
        ("all_clear", "staff", "mail"): (
            "Vorbei: {{ number }} {{ inner_title }}",
            f"Vorbei: {{{{ number }}}} {{{{ inner_title }}}}\n\nDer Dienst läuft wieder.\n\n{_READ_ON}",
        ),
        ("all_clear", "staff", "text"): ("", "Vorbei: {{ number }} {{ inner_title }}. {{ incident_url }}"),
        ("correction", "staff", "mail"): (
            "Berichtigung: {{ number }} {{ inner_title }}",
            f"""Berichtigung: {{{{ number }}}} {{{{ inner_title }}}}

Es ist nicht so, wie wir sagten; vielleicht ist es wieder ausgefallen.

Kunden lesen jetzt: {{{{ text }}}}

{_READ_ON}""",
        ),
        ("correction", "staff", "text"): (
            "",
            "Berichtigung: {{ number }} {{ inner_title }}. {{ incident_url }}",
        ),
        ("false_alarm", "staff", "mail"): (
            "Fehlalarm: {{ number }} {{ inner_title }}",
            f"Fehlalarm: {{{{ number }}}} {{{{ inner_title }}}}\n\nEs war nichts.\n\n{_READ_ON}",
        ),
        ("false_alarm", "staff", "text"): (
            "",
            "Fehlalarm: {{ number }} {{ inner_title }}. {{ incident_url }}",
        ),
    }
)
