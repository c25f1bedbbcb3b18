"""Path converters of this app's addresses."""

from django.urls import register_converter


class CdsCode:
    """A CDS code: county, district and school, 14 digits, as text."""

    regex = r"\d{14}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class SchoolYear:
    """The calendar year in which a school year starts."""

    regex = r"(?:19|20)\d\d"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return str(value)


def register():
    register_converter(CdsCode, "cds")
    register_converter(SchoolYear, "year")
