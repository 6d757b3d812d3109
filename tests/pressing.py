"""A page as somebody has it in hand: where its links lead, and what each of its buttons sends."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from lxml import html
from lxml.html import HtmlElement
from werkzeug.test import TestResponse

_CONTROLS = ("input", "select", "textarea", "button")
_PRESSED = ("submit", "image")


@dataclass(frozen=True)
class Button:
    """What sends a form, with all that the page already holds in it."""

    label: str
    method: str
    address: str
    fields: tuple[tuple[str, str], ...]

    @property
    def names(self) -> frozenset[str]:
        """The fields that it sends, and the button's own value where it has one."""
        return frozenset(name for name, _ in self.fields)

    def press(self, client: FlaskClient, **typed: str | list[str]) -> TestResponse:
        """Send it, once some of its fields were typed over (« r1__title » is the field « r1-title »)."""
        values: dict[str, list[str]] = {}
        for name, value in self.fields:
            values.setdefault(name, []).append(value)
        for name, value in typed.items():
            values[name.replace("__", "-")] = value if isinstance(value, list) else [value]
        if self.method == "get":
            return client.get(self.address, query_string=values)
        return client.post(self.address, data=values)


def document(page: TestResponse) -> HtmlElement:
    """The page as a tree."""
    return _parsed(page.get_data(as_text=True))


@lru_cache(1)
def _parsed(text: str) -> HtmlElement:
    return html.document_fromstring(text)


def links(page: TestResponse) -> list[str]:
    """The addresses of this site to which its links lead, as the browser would ask for them."""
    base, found = address_of(page), []
    for link in document(page).iter("a"):
        target = urljoin(base, (link.get("href") or "").strip())
        if link.get("href") is not None and urlsplit(target).scheme in ("", "http", "https") and _ours(target):
            found.append(_path(target))
    return list(dict.fromkeys(found))


def buttons(page: TestResponse) -> list[Button]:
    """Everything that can be pressed and sends something."""
    tree, base = document(page), address_of(page)
    return [button for form in tree.iter("form") for button in _of_form(tree, form, base)]


def button(page: TestResponse, label: str) -> Button:
    """The only button that says so."""
    found = [each for each in buttons(page) if label in each.label]
    assert len(found) == 1, (label, [each.label for each in buttons(page)])
    return found[0]


def address_of(page: TestResponse) -> str:
    """The path from which the page was answered, with its query."""
    asked = page.request
    return asked.path + (f"?{asked.query_string.decode()}" if asked.query_string else "")


def _ours(target: str) -> bool:
    return urlsplit(target).netloc in ("", "localhost")


def _path(target: str) -> str:
    parts = urlsplit(target)
    return (
        (parts.path or "/") + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" * bool(parts.fragment))
    )


def _of_form(tree: HtmlElement, form: HtmlElement, base: str) -> Iterator[Button]:
    method = (form.get("method") or "get").lower()
    own = [control for control in tree.iter(*_CONTROLS) if _belongs(control, form)]
    held = [pair for control in own for pair in _held(control)]
    for control in own:
        if _sends(control) and not _disabled(control) and not _unseen(control):
            name = control.get("name")
            clicked = [(name, control.get("value") or "")] if name else []
            address = urljoin(base, control.get("formaction") or form.get("action") or base)
            label = " ".join((control.text_content() or control.get("value") or "").split())
            yield Button(label, control.get("formmethod") or method, _path(address), (*held, *clicked))


def _belongs(control: HtmlElement, form: HtmlElement) -> bool:
    if control.get("form"):
        return control.get("form") == form.get("id")
    return form in control.iterancestors("form")


def _sends(control: HtmlElement) -> bool:
    kind = control.get("type") or ("submit" if control.tag == "button" else "text")
    return control.tag in ("button", "input") and kind in _PRESSED


def _unseen(control: HtmlElement) -> bool:
    """Left to a script, which shows it."""
    return any(each.get("hidden") is not None for each in (control, *control.iterancestors()))


def _disabled(control: HtmlElement) -> bool:
    return control.get("disabled") is not None or any(
        fieldset.get("disabled") is not None for fieldset in control.iterancestors("fieldset")
    )


def _held(control: HtmlElement) -> list[tuple[str, str]]:
    """What a control sends as the page gives it."""
    name = control.get("name")
    if not name or _disabled(control) or control.tag == "button" or _sends(control):
        return []
    if control.tag == "textarea":
        return [(name, (control.text or "").removeprefix("\n"))]
    if control.tag == "select":
        return [(name, value) for value in _chosen(control)]
    kind = control.get("type") or "text"
    if kind in ("checkbox", "radio") and control.get("checked") is None:
        return []
    return (
        []
        if kind in ("file", "reset", "button")
        else [(name, control.get("value") or ("on" if kind == "checkbox" else ""))]
    )


def _chosen(select: HtmlElement) -> list[str]:
    options = list(select.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None]
    if not chosen and select.get("multiple") is None:
        chosen = options[:1]
    return [option.get("value", option.text or "") for option in chosen]
