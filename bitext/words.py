"""The words that the extension itself writes, in each language it knows.

A site in another language gives its own in ``bitext_languages``; what it leaves out
is written in English.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Words = Mapping[str, str]

# `number`, `title`, ... are filled in with str.format.
_EN = {
    "figure": "Figure {number}",
    "table": "Table {number}",
    "code": "Listing {number}",
    # follows an equation number that points into another post
    "elsewhere-before": " of ",
    "elsewhere-after": "",
    # the credit: ... <link> ...
    "credit": "An independent exposition of results from",
    "credit-open": " “",
    "credit-details": "” by {author} ({date}).",
    "credit-licence": " The source’s own licence line: {licence}.",
    "credit-after": (
        " Text, arrangement, figures and code are our own; where a claim is not the "
        "source’s, we say whose it is."
    ),
    # citations
    "and": " and ",
    "comma": ", ",
    "others": " et al.",
    "year-open": " (",
    "year-close": ")",
    "cite-separator": "; ",
    # the page around the text
    "Skip to content": "Skip to content",
    "Back to top": "Back to top",
    "Next": "Next",
    "Previous": "Previous",
    "Home": "Home",
    "On this page": "On this page",
    "Search": "Search",
    "Contents": "Contents",
    "mode-both": "Side by side",
    "mode-label": "Language",
    "Link to this equation": "Link to this equation",
    "Link to this heading": "Link to this heading",
    "Link to this image": "Link to this image",
    "Link to this table": "Link to this table",
    "Link to this code": "Link to this code",
    "Error 404": "Page not found",
    "missing-page": "There is no page at this address. It may have moved:",
    # what the scripts say
    "peek": "Show this paragraph in {language}",
    "unpeek": "Hide this paragraph in {language}",
    "preview": "Preview of the reference",
    "copy-tex": "Copy the TeX source",
    "copied": "Copied",
    "keys": "Keys",
    "key-mode": "the next reading mode",
    "key-help": "this list",
    "key-preview": "on a reference: into its preview",
    "key-close": "close what is open",
    "close": "Close",
    "theme": "Colour theme: light, dark, the system’s",
    "menu": "Site navigation",
    # the page that shows how each post stands (bitext.checker)
    "parity": "Parity",
    "parity-about": (
        "What the machine compares in each pair of paragraphs: formulas, numbers, citations, "
        "references, structure, terms. A pair is accepted when a person has found that both "
        "sides say the same, and stale when one side has changed since."
    ),
    "parity-post": "Post",
    "parity-pairs": "Pairs",
    "parity-errors": "Errors",
    "parity-warnings": "Warnings",
    "parity-hints": "Hints",
    "parity-accepted": "Accepted",
    "parity-stale": "Stale",
    # the search (bitext.search); what begins with "search-" goes to its scripts
    "search-posts": "All posts",
    "search-terms": "Terms",
    "search-label": "Search",
    "search-hint": "Words, a sentence, a formula’s name, in either language",
    "search-found": "{count} posts found",
    "search-found-one": "1 post found",
    "search-partial": "No post has all of it; these have most.",
    "search-none": "Nothing found.",
    "search-loading": "Searching …",
    "search-failed": "The index could not be loaded.",
    "search-corrected": "“{word}” is not here; searched for “{other}”.",
    "search-more": "More posts",
    "search-all": "Filters and all results",
    "search-also": "Also in this post:",
    "search-series": "Series",
    "search-tags": "Tag",
    "search-years": "Year",
    "search-any": "any",
    "search-recent": "Recent",
    "search-forget": "Forget these",
    "search-clear": "Close",
    "key-search": "search",
    "key-results": "in results: down, up",
}

_ZH = {
    "figure": "图 {number}",
    "table": "表 {number}",
    "code": "代码 {number}",
    "elsewhere-before": "（",
    "elsewhere-after": "）",
    "credit": "本文独立阐述以下文章的结果：",
    "credit-open": "《",
    "credit-details": "》（{author}，{date}）。",
    "credit-licence": "原文的许可声明：{licence}。",
    "credit-after": "文字、编排、图与代码均出自我们；凡非原文的论断，文中都注明出处。",
    "and": " 与 ",
    "comma": "，",
    "others": " 等",
    "year-open": "（",
    "year-close": "）",
    "cite-separator": "；",
    "Skip to content": "跳到正文",
    "Back to top": "回到顶部",
    "Next": "下一篇",
    "Previous": "上一篇",
    "Home": "首页",
    "On this page": "本页目录",
    "Search": "搜索",
    "Contents": "目录",
    "mode-both": "对照",
    "mode-label": "语言",
    "Link to this equation": "此公式的链接",
    "Link to this heading": "此节的链接",
    "Link to this image": "此图的链接",
    "Link to this table": "此表的链接",
    "Link to this code": "此段代码的链接",
    "Error 404": "找不到页面",
    "missing-page": "这个地址没有页面，它可能已经移走：",
    "peek": "看这一段的{language}",
    "unpeek": "收起这一段的{language}",
    "preview": "引用内容预览",
    "copy-tex": "复制 TeX 源码",
    "copied": "已复制",
    "keys": "按键",
    "key-mode": "换下一种读法",
    "key-help": "打开或收起本表",
    "key-preview": "在引用上：进入预览",
    "key-close": "关闭已打开的",
    "close": "关闭",
    "theme": "配色：浅色、深色、跟随系统",
    "menu": "站点导航",
    "parity": "两种文字的核对",
    "parity-about": (
        "程序逐对比较两边的段落：公式、数字、文献、引用、结构、术语。有人读过并认定两边所说相同的，"
        "算已认可；认可之后只有一边改动过的，算待复核。"
    ),
    "parity-post": "文章",
    "parity-pairs": "对数",
    "parity-errors": "错误",
    "parity-warnings": "警告",
    "parity-hints": "提示",
    "parity-accepted": "已认可",
    "parity-stale": "待复核",
    "search-posts": "全部文章",
    "search-terms": "术语",
    "search-label": "搜索",
    "search-hint": "词语、整句或公式里的名字，中英文皆可",
    "search-found": "找到 {count} 篇文章",
    "search-found-one": "找到 1 篇文章",
    "search-partial": "没有一篇包含全部内容，以下各篇包含大部分。",
    "search-none": "没有找到。",
    "search-loading": "正在搜索……",
    "search-failed": "索引没有读到。",
    "search-corrected": "没有“{word}”，改为搜索“{other}”。",
    "search-more": "更多文章",
    "search-all": "筛选与全部结果",
    "search-also": "文中还有：",
    "search-series": "系列",
    "search-tags": "标签",
    "search-years": "年份",
    "search-any": "不限",
    "search-recent": "最近搜索",
    "search-forget": "清除记录",
    "search-clear": "关闭",
    "key-search": "搜索",
    "key-results": "在结果之间移动",
}

ENGLISH: Words = MappingProxyType(_EN)
CHINESE: Words = MappingProxyType(_ZH)
