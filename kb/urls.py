"""The addresses of this room."""

from django.urls import path

from kb import views

app_name = "kb"
urlpatterns = [
    path("", views.articles, name="list"),
    path("new/", views.new, name="new"),
    path("<int:article_id>/", views.article, name="article"),
    path("<int:article_id>/edit/", views.edit, name="edit"),
    path("<int:article_id>/state/", views.state, name="state"),
    path("panel/<int:number>/", views.panel, name="panel"),
    path("incidents/<int:number>/link/<int:article_id>/", views.link, name="link"),
    path("incidents/<int:number>/waive/", views.waive, name="waive"),
]
