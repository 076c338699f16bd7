"""Who gets the letter about causes: the affected customers' people, and whoever outside was told of the incident."""

from django.db.models import Q

from incidents.models import Incident
from incidents.queries.ends import told_of
from incidents.queries.known_readers import READERS
from incidents.queries.outsiders import by_mail, customers_people, partners_people
from incidents.queries.readers import Recipient, hurt_by

KIND = "rfo"


def entitled(incident: Incident) -> list[Recipient]:
    """By mail, each address once; whoever does not want such letters gets none."""
    told = {row.recipient for row in told_of([incident]).get(incident.pk, [])}
    told |= set(incident.tasks.exclude(outcome="").values_list("contact", flat=True))
    ids = {kind: [int(key.split(":")[1]) for key in told if key.startswith(f"{kind}:")] for kind in READERS}
    hurt = hurt_by(incident)
    theirs = Q(customer_id__in=list(hurt.affected)) | Q(pk__in=ids["contact"])
    people = customers_people(theirs, kind=KIND)
    people += partners_people(Q(pk__in=ids["partner_contact"]), hurt=hurt, kind=KIND)
    found = [one for person in people if (one := by_mail(person))]
    return list({one.address.lower(): one for one in reversed(found)}.values())
