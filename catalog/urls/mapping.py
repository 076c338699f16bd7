"""The address of the map."""

from django.urls import path

from catalog.views import mapping

urlpatterns = [path("map/", mapping.mapping, name="map")]
