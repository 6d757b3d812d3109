"""imsmanifest.xml: what a learning management system reads first.

IMS Content Packaging 1.1.2 and the SCORM 1.2 Content Aggregation Model, section 2.3: one organization, one item,
one resource that is the SCO and lists every file. No schemaLocation: it would name files that are not ours to ship.
"""

from collections.abc import Iterable
from xml.sax.saxutils import escape

LAUNCH = "index.html"
NAME = "imsmanifest.xml"
LONGEST_TITLE = 200
"""IMS CP 1.1.2, section 4: the smallest length that every system must take."""

_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="{identifier}" version="{version}" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" \
xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
<metadata>
<schema>ADL SCORM</schema>
<schemaversion>1.2</schemaversion>
</metadata>
<organizations default="{identifier}-plan">
<organization identifier="{identifier}-plan">
<title>{title}</title>
<item identifier="{identifier}-module" identifierref="{identifier}-contenu" isvisible="true">
<title>{title}</title>
</item>
</organization>
</organizations>
<resources>
<resource identifier="{identifier}-contenu" type="webcontent" adlcp:scormtype="sco" href="{launch}">
{files}
</resource>
</resources>
</manifest>
"""


def manifest(identifier: str, title: str, version: str, files: Iterable[str]) -> str:
    """The manifest of a package that holds these files; `identifier` is an XML name, `version` has at most 20 signs."""
    listed = "\n".join(f'<file href="{escape(name)}"/>' for name in files)
    return _MANIFEST.format(
        identifier=identifier, version=version, title=escape(title[:LONGEST_TITLE]), launch=LAUNCH, files=listed
    )
