"""The addresses of planned maintenance for staff."""

from django.urls import path

from statuspage.planning import views

urlpatterns = [
    path("maintenance/", views.listing, name="maintenances"),
    path("maintenance/new/", views.plan, name="plan_maintenance"),
    path("maintenance/<int:maintenance_id>/", views.one, name="maintenance"),
    path("maintenance/<int:maintenance_id>/change/", views.alter, name="alter_maintenance"),
    path("maintenance/<int:maintenance_id>/tell/", views.tell, name="tell_of_maintenance"),
    path("maintenance/<int:maintenance_id>/cancel/", views.cancel, name="cancel_maintenance"),
]
