"""Signing in and out, one's password, one's own page. Of allauth's pages only these are offered: nobody signs up."""

from allauth.account import views as allauth
from django.urls import path

from accounts import views
from accounts.access import insiders_only, public

urlpatterns = [
    path("login/", public(allauth.login), name="account_login"),
    path("logout/", public(allauth.logout), name="account_logout"),
    path("inactive/", public(allauth.account_inactive), name="account_inactive"),
    # Closed: its page says whom to ask.
    path("signup/", public(allauth.signup), name="account_signup"),
    path("password/change/", insiders_only(allauth.password_change), name="account_change_password"),
    path("profile/", views.profile, name="profile"),
    path("profile/language/", views.set_language, name="set_language"),
    path("profile/contacts/", views.add_contact, name="add_contact"),
    path("profile/contacts/<int:number>/remove/", views.remove_contact, name="remove_contact"),
    path("profile/contacts/<int:number>/prefer/", views.prefer_contact, name="prefer_contact"),
    path("profile/contacts/<int:number>/code/", views.send_code, name="send_code"),
    path("profile/contacts/<int:number>/verify/", views.verify_contact, name="verify_contact"),
    path("profile/contacts/<int:number>/test/", views.test_contact, name="test_contact"),
    path("profile/tokens/", views.make_token, name="make_token"),
    path("profile/tokens/<int:number>/revoke/", views.revoke_token, name="revoke_token"),
]
