"""What others have named, models' titles and files, shown as it is wherever Streamlit would read Markdown in it."""

from collections import Counter
from collections.abc import Mapping

from neuralite.recognizer import Recognizer


def escaped(text: str) -> str:
    r"""The text as it is, whatever Markdown would make of it.

    >>> print(escaped("a&amp;b.png *new*"))
    a\&amp;b\.png \*new\*
    """
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()<>#+-.!|$:~&" else sign for sign in text)


def titles(recognizer: Recognizer) -> dict[str, str]:
    """What the page calls each model, by name: its title, with the name where several have that title; escaped."""
    return {name: escaped(title) for name, title in plain_titles(recognizer).items()}


def plain_titles(recognizer: Recognizer) -> dict[str, str]:
    """The same as they are, for HTML."""
    return told_apart({name: model.title for name, model in recognizer.models.items()})


def told_apart(titles: Mapping[str, str]) -> dict[str, str]:
    """Titles by the models' names, with the name where several have that title; not escaped."""
    alike = Counter(titles.values())
    return {name: title if alike[title] == 1 else f"{title} ({name})" for name, title in titles.items()}
