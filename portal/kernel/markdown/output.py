"""How single pieces are written out: code, tables, task boxes, footnotes. Styles are classes only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name

from portal.kernel.i18n import _

# Named one by one: a lexer is a pile of regular expressions run over what strangers write.
_NAMES = (
    "bash console css csharp diff go html http ini java javascript js json json5 kotlin markdown md php powershell"
    " py python rb ruby rust sh shell sql swift toml ts typescript xml yaml yml"
)
LANGUAGES = frozenset(_NAMES.split())
MAX_BLOCK, MAX_ALL = 20_000, 60_000  # characters of code that are coloured; more is shown plain
MAX_NAME = 80  # characters of a table's name
_formatter = HtmlFormatter(nowrap=True)


@cache
def _lexer(language: str) -> Lexer:
    return get_lexer_by_name(language, stripnl=False, ensurenl=False)


def _code(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    language = (token.info.split() or [""])[0].lower()
    code = token.content.removesuffix("\n")
    env["coloured"] = env.get("coloured", 0) + len(code)
    if language in LANGUAGES and len(code) <= MAX_BLOCK and env["coloured"] <= MAX_ALL:
        html = highlight(code, _lexer(language), _formatter)
    else:
        html = escapeHtml(code)
    return f'<div class="highlight"><pre tabindex="0"><code>{html}</code></pre></div>\n'  # scrolls by keyboard too


def _table_open(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    env["tables"] = env.get("tables", 0) + 1
    columns = " / ".join(tokens[index].meta["columns"])
    name = _("Table %(number)s", number=env["tables"]) + (f": {columns[:MAX_NAME]}" if columns else "")
    return f'<div class="table-wrap" tabindex="0" role="region" aria-label="{escapeHtml(name)}"><table>\n'


def _table_close(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return "</table></div>\n"


def _task_open(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    checked = ' checked=""' if tokens[index].meta["checked"] else ""
    return f'<label><input type="checkbox" disabled=""{checked}> '


def _task_close(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return "</label>"


def _reference(token: Token) -> tuple[int, str]:
    """The number of a footnote and the id of one place that names it."""
    number, again = token.meta["id"] + 1, token.meta.get("subId", 0)
    return number, f"fn-ref-{number}-{again + 1}" if again else f"fn-ref-{number}"


def _footnote_ref(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    number, own = _reference(tokens[index])
    label = escapeHtml(_("Footnote %(number)s", number=number))
    return f'<sup class="footnote-ref"><a href="#fn-{number}" id="{own}" aria-label="{label}">{number}</a></sup>'


def _footnotes_open(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return f'<section class="footnotes" aria-label="{escapeHtml(_("Footnotes"))}"><ol>\n'


def _footnotes_close(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return "</ol></section>\n"


def _footnote_open(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return f'<li id="fn-{tokens[index].meta["id"] + 1}" class="footnote-item">'


def _footnote_close(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return "</li>\n"


def _footnote_back(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    number, target = _reference(tokens[index])
    label = escapeHtml(_("Back to the text of footnote %(number)s", number=number))
    return f' <a href="#{target}" class="footnote-back" aria-label="{label}">↩\ufe0e</a>'


def _mention(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return f'<span class="mention">{escapeHtml(tokens[index].content)}</span>'


RULES: dict[str, Callable[..., str]] = {
    "fence": _code,
    "code_block": _code,
    "table_open": _table_open,
    "table_close": _table_close,
    "mention": _mention,
    "task_open": _task_open,
    "task_close": _task_close,
    "footnote_ref": _footnote_ref,
    "footnote_block_open": _footnotes_open,
    "footnote_block_close": _footnotes_close,
    "footnote_open": _footnote_open,
    "footnote_close": _footnote_close,
    "footnote_anchor": _footnote_back,
}
