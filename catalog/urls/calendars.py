"""Addresses of calendars."""

from django.urls import path

from catalog.views import calendars, rows

AT = "calendars/"
urlpatterns = [
    path(AT, calendars.calendars, name="calendars"),
    path(f"{AT}<int:number>/", calendars.calendar, name="calendar"),
    *rows.addresses(rows.CALENDAR, AT),
]
