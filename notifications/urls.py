"""The addresses of this room: where providers call back."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("providers/twilio/status", views.twilio_status, name="twilio-status"),
    path("providers/twilio/sms", views.twilio_sms, name="twilio-sms"),
]
