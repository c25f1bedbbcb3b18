"""Where static files come from and how they are named: an allow-list over node_modules, and hashed names."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Served as /static/vendor/<name>. A package holds far more than a page needs: what is not named here is not served.
VENDOR = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "leaflet.css": "leaflet/dist/leaflet.css",
    "leaflet.js": "leaflet/dist/leaflet.js",
    "images/layers.png": "leaflet/dist/images/layers.png",
    "images/layers-2x.png": "leaflet/dist/images/layers-2x.png",
    "images/marker-icon.png": "leaflet/dist/images/marker-icon.png",
    "images/marker-icon-2x.png": "leaflet/dist/images/marker-icon-2x.png",
    "images/marker-shadow.png": "leaflet/dist/images/marker-shadow.png",
    "archivo/wdth.css": "@fontsource-variable/archivo/wdth.css",
    "archivo/wght.css": "@fontsource-variable/archivo/wght.css",
    "atkinson/wght.css": "@fontsource-variable/atkinson-hyperlegible-next/wght.css",
    "atkinson/wght-italic.css": "@fontsource-variable/atkinson-hyperlegible-next/wght-italic.css",
}
# The style sheets of the two fonts name their files beside themselves.
VENDOR_FOLDERS = {
    "archivo/files": "@fontsource-variable/archivo/files",
    "atkinson/files": "@fontsource-variable/atkinson-hyperlegible-next/files",
}


class VendorFinder(BaseFinder):
    """Finds the front-end packages' files that the pages use."""

    def __init__(self, app_names=None, *args, **kwargs):
        self.root = Path(settings.NODE_MODULES)
        self.storage = FileSystemStorage(location=self.root)
        super().__init__(*args, **kwargs)

    def _files(self):
        """Every (served path, file on disk)."""
        for served, source in VENDOR.items():
            yield f"vendor/{served}", self.root / source
        for served, source in VENDOR_FOLDERS.items():
            for file in sorted((self.root / source).glob("*.woff2")):
                yield f"vendor/{served}/{file.name}", file

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        # Django says find_all, older versions said all.
        found = [str(file) for served, file in self._files() if served == path and file.exists()]
        if found:
            finders.searched_locations.append(str(self.root))
        if find_all or kwargs.get("all"):
            return found
        return found[0] if found else []

    def list(self, ignore_patterns):
        for served, file in self._files():
            if file.exists():
                storage = FileSystemStorage(location=file.parent)
                storage.prefix = served.rpartition("/")[0]
                yield file.name, storage


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Hashed names, kept for good by browsers. Source maps are not shipped, so their comments are left alone."""

    patterns = tuple(
        (extension, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for extension, rules in CompressedManifestStaticFilesStorage.patterns
    )
