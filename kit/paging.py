"""Pages of long lists. Counting stops at a number that nobody pages through, so that it never takes long."""

from collections.abc import Callable

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from kit.planning import planned_anew

# What is shown at once is counted so far; what comes after it counts farther.
FIRST_COUNTED, MOST_COUNTED = 1_000, 10_000


class LongPaginator(Paginator):
    """Counts up to `most` and pages through as many; `is_more` says that there are others behind."""

    object_list: QuerySet

    def __init__(self, rows, size: int, most: int = MOST_COUNTED):
        super().__init__(rows, size)
        self.most = most

    @cached_property
    def _counted(self) -> int:
        with planned_anew():
            return self.object_list.order_by()[: self.most + 1].count()

    @property
    def count(self) -> int:
        return min(self._counted, self.most)

    @property
    def is_more(self) -> bool:
        return self._counted > self.most


def page_of(rows, request, size: int = 50) -> Page:
    """The page of a queryset that the address asks for; a page that is not there is the nearest one that is."""
    return LongPaginator(rows, size).get_page(request.GET.get("page"))


class OncePaginator(LongPaginator):
    """Asks a slow question once, for keys; the rows of a page are then read by their keys from `among`, all that may be
    seen.

    `keys(most)`: the first keys in order, at most so many.
    """

    def __init__(self, among, size: int, most: int, keys: Callable[[int], list]):
        super().__init__(among, size, most)
        self.keys = keys

    @cached_property
    def _keys(self) -> list:
        return self.keys(self.most + 1)

    @cached_property
    def _counted(self) -> int:
        return len(self._keys)

    @cached_property
    def num_pages(self) -> int:
        # What was found beyond the page asked for is on the next one.
        return super().num_pages + (self.is_more and self.count < MOST_COUNTED)

    def page(self, number) -> Page:
        number = self.validate_number(number)
        keys = self._keys[: self.count][(number - 1) * self.per_page : number * self.per_page]
        found = self.object_list.order_by().in_bulk(keys)
        return Page([found[key] for key in keys if key in found], number, self)


def page_of_keys(among, request, keys: list, size: int = 50) -> Page:
    """The page of rows whose keys are known, in their order; they are read from `among`, all that may be seen."""
    return OncePaginator(among, size, MOST_COUNTED, lambda most: keys[:most]).get_page(request.GET.get("page"))


def page_ahead(among, request, keys: Callable[[int], list], size: int = 50) -> Page:
    """The same for rows that are slow to find: looked for no farther than one row beyond the page asked for.

    `among`: all rows that may be seen, without what makes finding slow. `keys(most)`: the first keys that are asked
    for, in order.
    """
    asked = request.GET.get("page", "")
    number = min(int(asked), MOST_COUNTED // size) if asked.isdecimal() and len(asked) < 9 else 1
    return OncePaginator(among, size, number * size, keys).get_page(asked)
