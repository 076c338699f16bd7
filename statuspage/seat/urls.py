"""The addresses of the support seat."""

from django.urls import path

from statuspage.punctuality import views as punctuality
from statuspage.seat import views

app_name = "seat"
urlpatterns = [
    path("", views.seat, name="seat"),
    path("reports/<int:number>/answer/", views.answer_report, name="answer"),
    path("reports/<int:number>/attach/", views.attach, name="attach"),
    path("punctuality/", punctuality.report, name="punctuality"),
    path("punctuality.csv", punctuality.report_csv, name="punctuality_csv"),
    path("punctuality/<int:number>/", punctuality.one_incident, name="punctuality_of"),
]
