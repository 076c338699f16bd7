"""Addresses of partners."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
