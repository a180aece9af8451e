r"""TeX's vocabulary: the commands that an author may use, and characters that stand for one.

Names are written without their backslash.  The list of commands is KaTeX's, with what authors of
AMS-LaTeX and MathJax use besides; it says what is no misspelling, not what can be set.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final


def names(text: str) -> frozenset[str]:
    """A set of the words of a text."""
    return frozenset(text.split())


COMMANDS: Final = names(
    """
    AA aa above abovewithdelims acute adots AE ae alef alefsym aleph allowbreak allowdisplaybreaks
    Alpha alpha amalg And angl angle angln approx approxcolon approxcoloncolon approxeq arccos
    arcctg arcsin arctan arctg arg argmax argmin arraystretch ast asymp atop atopwithdelims
    backepsilon backprime backsim backsimeq backslash bar barwedge Bbb Bbbk bbox bcancel because
    begin begingroup Beta beta beth between bf Big big bigcap bigcirc bigcup Bigg bigg Biggl biggl
    Biggm biggm Biggr biggr Bigl bigl Bigm bigm bigodot bigoplus bigotimes Bigr bigr bigsqcup
    bigstar bigtriangledown bigtriangleup biguplus bigvee bigwedge binom blacklozenge blacksquare
    blacktriangle blacktriangledown blacktriangleleft blacktriangleright bm bmod bold boldmath
    boldsymbol bot bottomrule bowtie Box boxdot boxed boxminus boxplus boxtimes Bra bra brace
    brack Braket braket break breve buildrel bull bullet Bumpeq bumpeq cal cancel cancelto Cap cap
    cases cdleftarrow cdlongequal cdot cdotp cdots cdrightarrow centerdot centering cfrac ch check
    checkmark Chi chi choose circ circeq circlearrowleft circlearrowright circledast circledcirc
    circleddash circledR circledS cite clap class cline clubs clubsuit cnums colon Colonapprox
    colonapprox coloncolon coloncolonapprox coloncolonequals coloncolonminus coloncolonsim Coloneq
    coloneq Coloneqq coloneqq colonequals colonminus Colonsim colonsim color colorbox complement
    Complex cong coprod copyright cos cosec cosh cot cotg coth cr csc cssId ctg cth Cup cup
    curlyeqprec curlyeqsucc curlyvee curlywedge curvearrowleft curvearrowright dag Dagger dagger
    daleth Darr dArr darr dashleftarrow dashrightarrow dashv dbinom dblcolon ddag ddagger ddddot
    dddot ddot ddots DeclareMathOperator def definecolor deg degree Delta delta det dfrac diagdown
    diagup Diamond diamond diamonds diamondsuit digamma dim displaybreak displaylimits
    displaylines displaystyle div divideontimes dot Doteq doteq doteqdot dotplus dots dotsb dotsc
    dotsi dotsm dotso dotsx doublebarwedge doublecap doublecup Downarrow downarrow downdownarrows
    downharpoonleft downharpoonright edef ell emph empty emptyset enclose end endgroup enskip
    enspace ensuremath Epsilon epsilon eqalign eqcirc Eqcolon eqcolon eqno Eqqcolon eqqcolon eqref
    eqsim eqslantgtr eqslantless equalscolon equalscoloncolon equiv Eta eta eth exist exists exp
    expandafter fallingdotseq fbox fcolorbox fint Finv flat footnotesize forall frac frak frown
    Game Gamma gamma gcd gdef ge genfrac geq geqq geqslant gets gg ggg gggtr gimel global gnapprox
    gneq gneqq gnsim grave gt gtrapprox gtrdot gtreqless gtreqqless gtrless gtrsim gvertneqq Harr
    hArr harr hat hbar hbox hdashline hdots hdotsfor hearts heartsuit hfil hfill hhline hline hom
    hookleftarrow hookrightarrow hphantom href hskip hslash hspace hss htmlClass htmlData htmlId
    htmlStyle Huge huge i iddots idotsint iff iiiint iiint iint Im image imageof imath impliedby
    implies in includegraphics inf infin infty injlim int intercal interleave intertext intop Iota
    iota isin it j jmath Join Kappa kappa KaTeX ker kern Ket ket label Lambda lambda land lang
    langle LARGE Large large Larr lArr larr LaTeX lBrace lbrace lbrack lbrbrak lceil ldotp ldots
    le leadsto left Leftarrow leftarrow leftarrowtail lefteqn leftharpoondown leftharpoonup
    leftleftarrows Leftrightarrow leftrightarrow leftrightarrows leftrightharpoons
    leftrightsquigarrow leftroot leftsquigarrow leftthreetimes leq leqno leqq leqslant lessapprox
    lessdot lesseqgtr lesseqqgtr lessgtr lesssim let lfloor lg lgroup lhd lim liminf limits limsup
    linebreak ll llap llbracket llcorner Lleftarrow lll llless lmoustache ln lnapprox lneq lneqq
    lnot lnsim log long Longleftarrow longleftarrow Longleftrightarrow longleftrightarrow
    longmapsfrom Longmapsto longmapsto Longrightarrow longrightarrow looparrowleft looparrowright
    lor lower lozenge lparen lq Lrarr lrArr lrarr lrcorner Lsh lt ltimes lVert lvert lvertiii
    lvertneqq maltese Mapsfrom mapsfrom Mapsto mapsto mathalpha mathbb mathbbm mathbf mathbin
    mathbold mathcal mathchoice mathclap mathclose mathds mathellipsis mathfrak mathinner mathit
    mathllap mathnormal mathop mathopen mathord mathpunct mathreflectbox mathrel mathring mathrlap
    mathrm mathscr mathsf mathsfit mathstrut mathsurround mathtt mathup matrix max mbox
    measuredangle medspace mho mid middle midrule min minuscolon minuscoloncolon minuso mit mkern
    mod models moveleft moveright mp mskip mspace Mu mu multicolumn multimap N nabla natnums
    natural ncong ne nearrow neg negmedspace negthickspace negthinspace neq newcommand
    newenvironment newline nexists ngeq ngeqq ngeqslant ngtr ni nLeftarrow nleftarrow
    nLeftrightarrow nleftrightarrow nleq nleqq nleqslant nless nmid nobreak nobreakspace noindent
    nolimits nolinebreak nonumber normalsize not notag notin notni nparallel nprec npreceq
    nRightarrow nrightarrow nshortmid nshortparallel nsim nsubseteq nsubseteqq nsucc nsucceq
    nsupseteq nsupseteqq ntriangleleft ntrianglelefteq ntriangleright ntrianglerighteq Nu nu null
    numberwithin nVDash nVdash nvDash nvdash nwarrow O o odot OE oe of oiiint oiint oint
    ointctrclockwise oldstyle Omega omega Omicron omicron ominus operatorname
    operatornamewithlimits oplus ordinarycolon origof oslash otimes over overbrace overbracket
    overgroup overleftarrow overleftharpoon overleftrightarrow overline overlinesegment overparen
    Overrightarrow overrightarrow overrightharpoon overset overunderset overwithdelims owns P
    pageref par parallel partial perp phantom phase Phi phi Pi pi pitchfork plim plusmn pm pmatrix
    pmb pmod pod pounds Pr prec precapprox preccurlyeq preceq precnapprox precneqq precnsim
    precsim prescript prime prod projlim propto providecommand Psi psi qed qquad quad R raise
    raisebox raisetag rang rangle Rarr rArr rarr ratio rBrace rbrace rbrack rbrbrak rceil Re real
    Reals reals ref reflectbox relax renewcommand require restriction rfloor rgroup rhd Rho rho
    right Rightarrow rightarrow rightarrowtail rightharpoondown rightharpoonup rightleftarrows
    rightleftharpoons rightrightarrows rightsquigarrow rightthreetimes risingdotseq rlap rm
    rmoustache root rparen rq rrbracket Rrightarrow Rsh rtimes rule rVert rvert S scr
    scriptscriptstyle scriptsize scriptstyle sdot searrow sec sect Set set setminus sf sh sharp
    shortintertext shortmid shortparallel shortstack sideset Sigma sigma sim simcolon
    simcoloncolon simeq sin sinh sl small smallfrown smallint smallsetminus smallsmile smash smile
    sout space spades spadesuit sphericalangle sqcap sqcup sqrt sqsubset sqsubseteq sqsupset
    sqsupseteq square ss stackrel star strut style sub sube Subset subset subseteq subseteqq
    subsetneq subsetneqq substack succ succapprox succcurlyeq succeq succnapprox succneqq succnsim
    succsim sum sup supe Supset supset supseteq supseteqq supsetneq supsetneqq surd swarrow symbb
    symbf symcal symfrak symrm symup tag tan tanh Tau tau tbinom TeX text textasciicircum
    textasciitilde textbackslash textbar textbardbl textbf textbraceleft textbraceright
    textcircled textcolor textcopyright textdagger textdaggerdbl textdegree textdollar
    textellipsis textemdash textendash textgreater textit textless textmd textnormal
    textquotedblleft textquotedblright textquoteleft textquoteright textregistered textrm textsc
    textsf textsl textsterling textstyle texttt textunderscore textup tfrac tg th therefore Theta
    theta thetasym thickapprox thicksim thickspace thinspace tilde times tiny tmspace to top
    toprule triangle triangledown triangleleft trianglelefteq triangleq triangleright
    trianglerighteq tt twoheadleftarrow twoheadrightarrow Uarr uArr uarr ulcorner unboldmath
    underbar underbrace underbracket undergroup underleftarrow underleftrightarrow underline
    underlinesegment underparen underrightarrow underset unicode unlhd unrhd Uparrow uparrow
    Updownarrow updownarrow upharpoonleft upharpoonright uplus uproot Upsilon upsilon upuparrows
    urcorner url utilde varcoppa varDelta varepsilon varGamma varinjlim varkappa varLambda
    varliminf varlimsup varnothing varointclockwise varOmega varPhi varphi varPi varpi varprojlim
    varpropto varPsi varrho varSigma varsigma varsubsetneq varsubsetneqq varsupsetneq
    varsupsetneqq varTheta vartheta vartriangle vartriangleleft vartriangleright varUpsilon
    varvdots varXi vcentcolon vcenter Vdash vDash vdash vdots vec vee veebar verb Vert vert vfill
    vphantom vskip vspace Vvdash wedge weierp widecheck widehat widetilde wp wr x xcancel xdef
    xhookleftarrow xhookrightarrow Xi xi xLeftarrow xleftarrow xleftequilibrium xleftharpoondown
    xleftharpoonup xLeftrightarrow xleftrightarrow xleftrightharpoons xlongequal xlongleftarrow
    xlongrightarrow xmapsto xRightarrow xrightarrow xrightequilibrium xrightharpoondown
    xrightharpoonup xrightleftarrows xrightleftharpoons xtofrom xtwoheadleftarrow
    xtwoheadrightarrow yen Z Zeta zeta
    """
)
"""All known commands that consist of letters."""

ENVIRONMENTS: Final = names(
    """
    equation align aligned alignat alignedat flalign gather gathered split multline multlined
    eqnarray subequations math displaymath array darray matrix pmatrix bmatrix Bmatrix vmatrix
    Vmatrix smallmatrix subarray cases dcases rcases drcases CD tabular
    equation* align* alignat* flalign* gather* multline* eqnarray* matrix* pmatrix* bmatrix*
    Bmatrix* vmatrix* Vmatrix* cases* dcases* rcases* drcases*
    """
)
"""All known environments."""

MATRICES: Final = MappingProxyType(
    {
        "matrix": ("", ""),
        "smallmatrix": ("", ""),
        "pmatrix": ("(", ")"),
        "bmatrix": ("[", "]"),
        "Bmatrix": (r"\{", r"\}"),
        "vmatrix": ("|", "|"),
        "Vmatrix": (r"\|", r"\|"),
    }
)
"""Environments whose rows and columns mean something, and the delimiters that they bring."""

OPERATORS: Final = names(
    """
    arccos arcctg arcsin arctan arctg arg argmax argmin ch cos cosec cosh cot cotg coth csc ctg
    cth deg det dim exp gcd hom inf ker lg lim liminf limsup ln log max min plim Pr sec sh sin
    sinh sup tan tanh tg th
    """
)
"""Commands that print their own name upright."""

GREEK: Final = names(
    """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma
    tau upsilon phi chi psi omega varepsilon vartheta varkappa varpi varrho varsigma varphi Gamma
    Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega Alpha Beta Epsilon Zeta Eta Iota Kappa Mu
    Nu Omicron Rho Tau Chi
    """
)
"""Greek letters."""

TEXT: Final = names(
    """
    text textrm textbf textit textsf texttt textnormal textup textmd textsc textsl emph mbox hbox
    fbox intertext shortintertext
    """
)
"""Commands whose argument is words, not maths."""

WORDS: Final = names("mathrm operatorname operatornamewithlimits rm mathsf mathtt mathit")
"""Commands whose argument is maths, but mostly a name."""

RAW: Final = names(
    """
    label ref eqref cite pageref tag require unicode hspace mspace vspace color textcolor class
    style cssId href url htmlId htmlStyle htmlData htmlClass colorbox fcolorbox definecolor
    includegraphics bbox raisetag hskip cline
    """
)
"""Commands whose first argument is not typeset."""

_GREEK_IN_UNICODE: Final = """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau
    upsilon phi chi psi omega varepsilon vartheta varpi varrho varsigma varphi Gamma Delta Theta
    Lambda Xi Pi Sigma Upsilon Phi Psi Omega
"""

UNICODE: Final = MappingProxyType(
    {
        **{
            char: rf"\{name}"
            for char, name in zip(
                "αβγδϵζηθικλμνξπρστυϕχψωεϑϖϱςφΓΔΘΛΞΠΣΥΦΨΩ", _GREEK_IN_UNICODE.split(), strict=True
            )
        },
        "µ": r"\mu",
        "∆": r"\Delta",
        "∑": r"\sum",
        "∏": r"\prod",
        "∫": r"\int",
        "∂": r"\partial",
        "∇": r"\nabla",
        "∞": r"\infty",
        "√": r"\sqrt",
        "×": r"\times",
        "÷": r"\div",
        "±": r"\pm",
        "∓": r"\mp",
        "·": r"\cdot",
        "⋅": r"\cdot",
        "∙": r"\cdot",
        "∘": r"\circ",
        "°": r"\degree",
        "≤": r"\le",
        "≥": r"\ge",
        "⩽": r"\le",
        "⩾": r"\ge",
        "≠": r"\ne",
        "≈": r"\approx",
        "≡": r"\equiv",
        "≜": r"\triangleq",
        "∼": r"\sim",
        "∝": r"\propto",
        "≪": r"\ll",
        "≫": r"\gg",
        "∈": r"\in",
        "∉": r"\notin",
        "⊂": r"\subset",
        "⊆": r"\subseteq",
        "∪": r"\cup",
        "∩": r"\cap",
        "∅": r"\emptyset",
        "∀": r"\forall",
        "∃": r"\exists",
        "¬": r"\neg",
        "∧": r"\land",
        "∨": r"\lor",
        "→": r"\to",
        "←": r"\gets",
        "↔": r"\leftrightarrow",
        "↦": r"\mapsto",
        "⇒": r"\Rightarrow",
        "⇐": r"\Leftarrow",
        "⇔": r"\Leftrightarrow",
        "⊗": r"\otimes",
        "⊕": r"\oplus",
        "⊙": r"\odot",
        "⊤": r"\top",
        "⊥": r"\perp",
        "‖": r"\Vert",
        "∥": r"\Vert",
        "∣": r"|",
        "⟨": r"\langle",
        "⟩": r"\rangle",
        "⌊": r"\lfloor",
        "⌋": r"\rfloor",
        "⌈": r"\lceil",
        "⌉": r"\rceil",
        "ℝ": r"\mathbb{R}",
        "ℕ": r"\mathbb{N}",
        "ℤ": r"\mathbb{Z}",
        "ℂ": r"\mathbb{C}",
        "𝔼": r"\mathbb{E}",
        "ℓ": r"\ell",
        "′": "'",
        "’": "'",
        "‘": "'",
        "″": "''",
        "…": r"\dots",
        "⋯": r"\dots",
        "⋮": r"\vdots",
        "⋱": r"\ddots",
        "−": "-",
        "–": "-",
        "—": "-",
        "‐": "-",
        "‑": "-",
        "∗": "*",
        "⋆": r"\star",
        "∕": "/",
        "∶": ":",
        "†": r"\dagger",
    }
)
"""Characters that should be a command, or an ASCII character, in a formula."""

FULL_WIDTH: Final = MappingProxyType(
    {
        **{chr(0xFF01 + index): chr(0x21 + index) for index in range(94)},
        "　": " ",
        "、": ",",
        "。": ".",
        "【": "[",
        "】": "]",
        "〔": "(",
        "〕": ")",
        "《": r"\langle",
        "》": r"\rangle",
        "〈": r"\langle",
        "〉": r"\rangle",
        "“": '"',
        "”": '"',
        "￥": "$",
    }
)
"""Full-width characters and what to write in a formula."""
