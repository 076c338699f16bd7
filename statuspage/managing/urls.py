"""The addresses of what staff change about status pages."""

from django.urls import path

from statuspage.managing import views

urlpatterns = [
    path("", views.listed, name="pages"),
    path("new/", views.page, name="page_new"),
    path("of/<slug:slug>/", views.page, name="page_edit"),
    path("of/<slug:slug>/links/", views.links, name="links"),
    path("links/<int:number>/revoke/", views.revoke, name="link_revoke"),
    path("components/new/", views.component, name="component_new"),
    path("components/<int:number>/", views.component, name="component_edit"),
    path("groups/new/", views.group, name="group_new"),
    path("groups/<int:number>/", views.group, name="group_edit"),
]
