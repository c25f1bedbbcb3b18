"""Pages of long lists. Counting stops at a number that nobody pages through, so that it never takes long."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

MOST_COUNTED = 10_000


class LongPaginator(Paginator):
    """Counts up to MOST_COUNTED and pages through as many; `is_more` says that there are others behind."""

    object_list: QuerySet

    @cached_property
    def _counted(self) -> int:
        return self.object_list.order_by()[: MOST_COUNTED + 1].count()

    @property
    def count(self) -> int:
        return min(self._counted, MOST_COUNTED)

    @property
    def is_more(self) -> bool:
        return self._counted > MOST_COUNTED


def page_of(rows, request, size: int = 50) -> Page:
    """The page of a queryset that the address asks for; a page that is not there is the nearest one that is."""
    return LongPaginator(rows, size).get_page(request.GET.get("page"))
