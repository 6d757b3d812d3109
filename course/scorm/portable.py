"""HTML that leaves the platform: no link may lead to where the reader cannot go."""

import re

_LINK = re.compile(r'<a href="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
_ANCHOR = re.compile(r'<h2 id="')


def lesson_id(name: str) -> str:
    """The id of a lesson's page in the package."""
    return f"lecon-{name}"


def anchored(html: str, name: str) -> str:
    """A lesson's HTML with its sections' ids made its own, since all lessons share one page."""
    return _ANCHOR.sub(f'<h2 id="{lesson_id(name)}--', html)


def portable(html: str, module: str) -> str:
    """Images of questions lie in the package; links to the module's own lessons stay, links to the web open apart,
    links to the platform become words.
    """

    def link(match: re.Match[str]) -> str:
        target, rest, words = match.groups()
        if target.startswith(("#", "mailto:")):
            return match[0]
        if target.startswith("https://"):
            apart = '<span class="visually-hidden"> (nouvelle fenêtre)</span>'
            return f'<a href="{target}"{rest} target="_blank" rel="noopener noreferrer">{words}{apart}</a>'
        path, _, section = target.partition("#")
        owner, _, name = path.removeprefix("/lecons/").partition("/")
        if not path.startswith("/lecons/") or owner != module:
            return words
        return f'<a href="#{lesson_id(name)}{f"--{section}" if section else ""}">{words}</a>'

    return _LINK.sub(link, html.replace('src="/questions/img/', 'src="img/'))
