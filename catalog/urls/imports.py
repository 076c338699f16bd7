"""Bringing files in and taking the catalog out."""

from django.urls import path

from catalog.views import imports

urlpatterns = [
    path("catalog/import/", imports.imports, name="import"),
    path("catalog/import/<int:import_id>/", imports.one_import, name="one_import"),
    path("catalog/import/<int:import_id>/apply/", imports.apply, name="apply_import"),
    path("catalog/import/<int:import_id>/undo/", imports.undo, name="undo_import"),
    path("catalog/export/<slug:table>.csv", imports.export, name="export_table"),
]
