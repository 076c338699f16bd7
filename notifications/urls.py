"""The addresses of this room: where providers call back."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("providers/twilio/status", views.twilio_status, name="twilio-status"),
    path("providers/twilio/sms", views.twilio_sms, name="twilio-sms"),
    path("providers/twilio/voice", views.twilio_voice, name="twilio-voice"),
    path("providers/twilio/voice/keys", views.twilio_voice, name="twilio-voice-keys"),
    path("providers/twilio/voice/status", views.twilio_voice_status, name="twilio-voice-status"),
    path("providers/vonage/status", views.vonage_status, name="vonage-status"),
    path("providers/vonage/sms", views.vonage_sms, name="vonage-sms"),
    path("providers/telnyx/status", views.telnyx_status, name="telnyx-status"),
    path("providers/telnyx/sms", views.telnyx_sms, name="telnyx-sms"),
]
