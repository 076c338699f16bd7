"""The addresses of this room."""

from django.urls import path

from oncall import views

app_name = "oncall"
urlpatterns = [
    path("ack/<str:token>/", views.ack, name="ack"),
]
