"""The parser: CommonMark with tables, strike-through, footnotes and task lists, metered against costly input."""

from __future__ import annotations

from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

from portal.kernel.errors import Invalid
from portal.kernel.i18n import _
from portal.kernel.markdown.emphasis import emphasis, strikethrough
from portal.kernel.markdown.mentions import mention
from portal.kernel.markdown.output import RULES
from portal.kernel.markdown.tree import arrange

Env = dict[str, Any]

MAX_DEPTH = 24  # levels of quotes and lists; a list inside a list is two
MAX_WORK = 140_000  # one unit is about 6 µs, so this is less than a second
LABEL = 100  # characters of a footnote's name; the plugin looks for its end without a bound
BLOCK, INLINE, TEXT, FOOTNOTE, MARKER = 8, 1, 4, 6, 4  # units, from timing each kind alone
BRACKET = 256  # characters a bracket may look through for one unit, as it may look to the end of its paragraph


def build_parser() -> MarkdownIt:
    """A parser with all rules in place. It keeps nothing between texts and may be shared by threads."""
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_DEPTH}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False)
    parser.block.ruler.before("table", "meter", _meter_block, {"alt": ["paragraph", "blockquote", "reference"]})
    parser.inline.ruler.before("text", "meter", _meter_inline)
    parser.core.ruler.before("inline", "meter", _meter_texts)
    parser.inline.ruler.before("link", "mention", mention)
    parser.inline.ruler.at("emphasis", _metered(emphasis))
    parser.inline.ruler.at("strikethrough", _metered(strikethrough))
    parser.inline.ruler.at("footnote_ref", _footnote_ref)
    parser.core.ruler.after("inline", "arrange", arrange)  # before footnotes are moved, which may cut lists in two
    for name, rule in RULES.items():
        parser.add_render_rule(name, rule)
    return parser


def _charge(env: Any, units: int) -> None:
    env["work"] = env.get("work", 0) + units
    if env["work"] > MAX_WORK:
        raise Invalid(_("The text has too many marks, lines or table cells to be shown. Please split it."))


def _meter_block(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    _charge(state.env, BLOCK)
    if state.level >= MAX_DEPTH - 1:  # the parser would drop what is deeper without a word
        raise Invalid(_("Lists or quotes are nested too deep. Please use fewer levels."))
    return False


def _meter_inline(state: StateInline, silent: bool) -> bool:
    _charge(state.env, INLINE + (state.posMax - state.pos) // BRACKET * (state.src[state.pos] == "["))
    return False


def _meter_texts(state: StateCore) -> None:
    _charge(state.env, TEXT * sum(token.type == "inline" for token in state.tokens))


def _metered(rule: Any) -> Any:
    """Charge a run of markers, which the rule takes in one call, by its length."""

    def metered(state: StateInline, silent: bool) -> bool:
        before = state.pos
        found = bool(rule(state, silent))
        _charge(state.env, (state.pos - before) * MARKER)
        return found

    return metered


def _footnote_ref(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[^", state.pos):
        return False
    if state.src.find("]", state.pos, min(state.posMax, state.pos + LABEL)) < 0:
        return False
    _charge(state.env, FOOTNOTE)
    return bool(footnote_ref(state, silent))
