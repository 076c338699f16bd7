"""Addresses about single points of failure."""

from django.urls import path

from catalog.views import mitigations, spof

AT = "spof/"
urlpatterns = [
    path(AT, spof.register, name="spof"),
    path(f"{AT}start/", spof.start, name="spof_start"),
    path(f"{AT}incomplete/", spof.incomplete, name="spof_incomplete"),
    path(f"{AT}grade/", spof.grade, name="spof_grade"),
    path(f"{AT}network/", spof.network, name="spof_network"),
    path(f"{AT}sign-off/<int:analysis_id>/", spof.sign, name="spof_sign"),
    path(f"{AT}mitigations/<int:mitigation_id>/", mitigations.mitigation, name="spof_mitigation"),
    path(f"{AT}<int:finding_id>/", spof.finding, name="spof_finding"),
    path(f"{AT}<int:finding_id>/judge/", mitigations.judge, name="spof_judge"),
    path(f"{AT}<int:finding_id>/mitigate/", mitigations.mitigate, name="spof_mitigate"),
]
