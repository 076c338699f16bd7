"""Articles of the knowledge base in the administration."""

from django.contrib import admin

from kb.models import Article


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin[Article]):
    list_display = ("title", "kind", "state", "owner", "changed_at")
    list_filter = ("kind", "state")
    search_fields = ("title",)
    filter_horizontal = ("assets",)
