"""The addresses of this room: the page of the providers, and where they call back."""

from django.urls import path

from notifications import phone_views, provider_pages, push_views, views

app_name = "notifications"
urlpatterns = [
    path("operations/", provider_pages.providers, name="providers"),
    path("operations/<slug:channel>/<slug:provider>/test", provider_pages.try_it, name="try-provider"),
    path("operations/<slug:channel>/<slug:provider>/ask-again", provider_pages.ask_again, name="ask-again"),
    path("accounts/profile/push/", push_views.add_browser, name="add-browser"),
    path("service-worker.js", push_views.service_worker, name="service-worker"),
    path("manifest.webmanifest", push_views.manifest, name="manifest"),
    path("providers/twilio/status", views.twilio_status, name="twilio-status"),
    path("providers/twilio/sms", views.twilio_sms, name="twilio-sms"),
    path("providers/twilio/voice", views.twilio_voice, name="twilio-voice"),
    path("providers/twilio/voice/keys", views.twilio_voice, name="twilio-voice-keys"),
    path("providers/twilio/calls", phone_views.twilio_call, name="twilio-calls"),
    path("providers/twilio/calls/<slug:what>", phone_views.twilio_call, name="twilio-call"),
    path("providers/twilio/voice/status", views.twilio_voice_status, name="twilio-voice-status"),
    path("providers/vonage/status", views.vonage_status, name="vonage-status"),
    path("providers/vonage/sms", views.vonage_sms, name="vonage-sms"),
    path("providers/telnyx/status", views.telnyx_status, name="telnyx-status"),
    path("providers/telnyx/sms", views.telnyx_sms, name="telnyx-sms"),
    path("providers/slack/actions", views.slack_actions, name="slack-actions"),
    path("providers/slack/events", views.slack_events, name="slack-events"),
]
