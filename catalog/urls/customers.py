"""Addresses of customers."""

from django.urls import path

from catalog.views import bulk, contacts, customers, lists, names, parts, practices, rows

AT = "customers/"
CHANNEL = f"{AT}<int:number>/contact/<int:part_id>/<slug:channel>/"
urlpatterns = [
    path(AT, lists.customers, name="customers"),
    path(f"{AT}<int:number>/", customers.customer, name="customer"),
    path(f"{AT}<int:number>/leave/", customers.leave, name="leave"),
    path(f"{AT}touch-points/", practices.touch_points, name="touch_points"),
    path(f"{AT}names/", names.customer_names, name="customer_names"),
    path(f"{AT}change/", bulk.change_customers, name="change_customers"),
    path(f"{AT}merge/", bulk.merge_customers, name="merge_customers"),
    path(f"{CHANNEL}verify/", contacts.verify_customer_contact, name="verify_customer_contact"),
    path(f"{CHANNEL}doubt/", contacts.doubt_customer_contact, name="doubt_customer_contact"),
    *rows.addresses(rows.CUSTOMER, AT),
    *parts.addresses(rows.CUSTOMER, AT),
]
