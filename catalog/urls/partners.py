"""Addresses of partners."""

from django.urls import path

from catalog.views import contacts, lists, partners, parts, rows

AT = "partners/"
CHANNEL = f"{AT}<int:number>/contact/<int:part_id>/<slug:channel>/"
urlpatterns = [
    path(AT, lists.partners, name="partners"),
    path(f"{AT}<int:number>/", partners.partner, name="partner"),
    path(f"{CHANNEL}verify/", contacts.verify_partner_contact, name="verify_partner_contact"),
    path(f"{CHANNEL}doubt/", contacts.doubt_partner_contact, name="doubt_partner_contact"),
    *rows.addresses(rows.PARTNER, AT),
    *parts.addresses(rows.PARTNER, AT),
]
