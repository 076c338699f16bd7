"""The addresses of the demo; mounted only where demo mode is on."""

from django.urls import path, re_path

from demo import views

app_name = "demo"
urlpatterns = [
    path("phones/", views.phones, name="phones"),
    re_path(r"^phones/(?P<digits>[0-9]{5,15})/$", views.phone, name="phone"),
    re_path(r"^phones/(?P<digits>[0-9]{5,15})/call/$", views.call, name="call"),
    path("mail/", views.mail, name="mail"),
    path("mail/<int:number>/", views.letter, name="letter"),
]
