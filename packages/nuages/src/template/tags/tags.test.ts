import { beforeAll, describe, expect, it } from "vitest";

import { configure, isConfigured, overrideSettings } from "../../conf/index.ts";
import { QueryDict } from "../../http/index.ts";
import { addCatalog, parsePo, runWithLocale } from "../../i18n/index.ts";
import { NoReverseMatch, path } from "../../urls/index.ts";
import { type ContextData, Engine, MemoryLoader, TemplateSyntaxError } from "../index.ts";

beforeAll(() => {
  if (!isConfigured())
    configure({
      secretKey: "x".repeat(50),
      timeZone: "UTC",
      staticUrl: "/static/",
      mediaUrl: "/media/",
    });
});

async function render(text: string, data: ContextData = {}): Promise<string> {
  return await new Engine({ debug: false }).fromString(text).render(data);
}

describe("{% cycle %} and {% resetcycle %}", () => {
  it("advance with each use, by name too [TPL-24]", async () => {
    const text =
      "{% for x in l %}{% cycle 'a' 'b' as c %}{{ c }}{% if x == 2 %}{% resetcycle c %}{% endif %}{% endfor %}";

    expect(await render(text, { l: [1, 2, 3, 4] })).toBe("aabbaabb");
    expect(
      await render("{% cycle 'a' v as c silent %}{{ c }}{% cycle c %}{{ c }}", { v: "<" }),
    ).toBe("a&lt;");
  });

  it("refuse names that no cycle has [TPL-24]", async () => {
    await expect(render("{% cycle c %}")).rejects.toThrow(TemplateSyntaxError);
    await expect(render("{% resetcycle %}")).rejects.toThrow("without a cycle");
  });
});

describe("{% firstof %}", () => {
  it("prints or keeps the first that is true [TPL-25]", async () => {
    expect(await render("{% firstof a b 'x' %}", { a: 0, b: "<" })).toBe("&lt;");
    expect(await render("{% firstof a b '<x>' %}")).toBe("<x>");
    expect(await render("{% firstof a 'y' as z %}[{{ z }}]")).toBe("[y]");
  });
});

describe("{% ifchanged %}", () => {
  it("compares with the one before in the same loop [TPL-26]", async () => {
    const text =
      "{% for x in l %}{% ifchanged x.0 %}{{ x.0 }}:{% else %}={% endifchanged %}{% ifchanged %}{{ x.1 }}{% endifchanged %} {% endfor %}";

    expect(await render(text, { l: ["ab", "ac", "bc"] })).toBe("a:b =c b: ");
  });

  it("begins anew in an inner loop, and remembers across includes [TPL-26]", async () => {
    const engine = new Engine({
      loaders: [
        new MemoryLoader({
          main: "{% for x in l %}{% include 'p' %}{% endfor %}",
          p: "{% ifchanged x %}{{ x }}{% endifchanged %}",
        }),
      ],
    });

    expect(await engine.renderToString("main", { l: [1, 1, 2] })).toBe("12");
    expect(
      await render(
        "{% for r in l %}{% for x in r %}{% ifchanged x %}{{ x }}{% endifchanged %}{% endfor %};{% endfor %}",
        {
          l: [
            [1, 1],
            [1, 2],
          ],
        },
      ),
    ).toBe("1;12;");
  });
});

describe("{% regroup %}", () => {
  it("groups what stands together [TPL-27]", async () => {
    const text =
      "{% regroup l by kind as groups %}{% for g in groups %}{{ g.grouper }}:{% for x in g.list %}{{ x.n }}{% endfor %} {% endfor %}{% for kind, list in groups %}{{ kind }}{{ list|length }}{% endfor %}";

    expect(
      await render(text, {
        l: [
          { kind: "a", n: 1 },
          { kind: "a", n: 2 },
          { kind: "b", n: 3 },
        ],
      }),
    ).toBe("a:12 b:3 a2b1");
  });
});

describe("tags for text", () => {
  it.each([
    ["{% filter upper|cut:'B' %}ab{{ v }}{% endfilter %}", "A&LT;", "TPL-28"],
    ["{% spaceless %} <p> <b>a b</b>\n</p> {% endspaceless %}", "<p><b>a b</b></p>", "TPL-29"],
    ["{% templatetag openblock %}{% templatetag closecomment %}", "{%#}", "TPL-31"],
    ["{% verbatim x %}{{ v }}{% if %}{% endverbatim x %}", "{{ v }}{% if %}", "TPL-22"],
    ["a{# {{ v }} #}{% comment 'note' %}{% nothing %}{{ {% endcomment %}b", "ab", "TPL-19"],
    [
      "{% autoescape off %}{{ v }}{% autoescape on %}{{ v }}{% endautoescape %}{% endautoescape %}",
      "<&lt;",
      "TPL-21",
    ],
    ["{% with a=v b='<' %}{{ a }}{{ b }}{% endwith %}[{{ a }}]", "&lt;<[]", "TPL-18"],
    ["{% with v as a %}{{ a }}{% endwith %}", "&lt;", "TPL-18"],
    ["{% lorem 3 w %}", "lorem ipsum dolor", "TPL-34"],
    [
      "{% widthratio 175 200 100 %}|{% widthratio 1 0 5 %}|{% widthratio 'x' 1 1 %}",
      "88|0|",
      "TPL-30",
    ],
    ["{% widthratio 50 100 100 as w %}{{ w }}", "50", "TPL-30"],
  ])("render %s as %s [%s]", async (text, expected) => {
    expect(await render(text, { v: "<" })).toBe(expected);
  });

  it("refuse what would undo escaping [TPL-28]", async () => {
    await expect(render("{% filter safe %}{% endfilter %}")).rejects.toThrow("not permitted");
  });

  it("{% now %} shows the current date, or keeps it [TPL-20]", async () => {
    const year = String(new Date().getUTCFullYear());

    expect(await render('{% now "Y" %}{% now "Y" as y %}{{ y }}')).toBe(year + year);
  });
});

describe("{% url %}", () => {
  const view = (): never => {
    throw new TypeError("not called");
  };
  const patterns = [
    path("book/<int:id>/", view, { name: "book" }),
    path("list/", view, { name: "list" }),
  ];

  it("reverses by name, escapes, and may keep nothing [TPL-15]", async () => {
    using _ = overrideSettings({ rootUrlconf: patterns });

    expect(
      await render("{% url 'list' %}{% url 'book' 3 %}{% url name id=b.id %}", {
        name: "book",
        b: { id: 4 },
      }),
    ).toBe("/list//book/3//book/4/");
    expect(await render("{% url 'gone' as u %}[{{ u }}]{% url 'list' as u %}{{ u }}")).toBe(
      "[]/list/",
    );
    await expect(render("{% url 'gone' %}")).rejects.toThrow(NoReverseMatch);
  });
});

describe("{% csrf_token %}", () => {
  it("is a hidden input where there is a token [TPL-16]", async () => {
    expect(await render("{% csrf_token %}", { csrfToken: 'a"' })).toBe(
      '<input type="hidden" name="csrfmiddlewaretoken" value="a&quot;">',
    );
    expect(await render("[{% csrf_token %}]")).toBe("[]");
  });
});

describe("{% static %}", () => {
  it("joins, quotes and keeps [TPL-23]", async () => {
    expect(
      await render(
        "{% load static %}{% static 'a b.css' %} {% static p as u %}{{ u }} {% get_static_prefix %} {% get_media_prefix as m %}{{ m }}",
        { p: "x.js" },
      ),
    ).toBe("/static/a%20b.css /static/x.js /static/ /media/");
  });
});

describe("{% querystring %}", () => {
  it("changes the fields of the request or of a mapping [TPL-32]", async () => {
    const request = { GET: new QueryDict("a=1&b=2&b=3") };

    expect(await render("{% querystring a=None c='<' %}", { request })).toBe(
      "?b=2&amp;b=3&amp;c=%3C",
    );
    expect(await render("{% querystring page=2 b=l %}", { request, l: [7, 8] })).toBe(
      "?a=1&amp;b=7&amp;b=8&amp;page=2",
    );
    expect(await render("{% querystring m n x=1 %}", { m: { a: 1 }, n: new Map([["b", 2]]) })).toBe(
      "?a=1&amp;b=2&amp;x=1",
    );
    expect(await render("{% querystring a=None b=None %}", { request })).toBe("?");
  });
});

describe("the library i18n", () => {
  const french = parsePo(`
msgid ""
msgstr "Plural-Forms: nplurals=2; plural=(n > 1);\\n"
msgid "Yes"
msgstr "Oui"
msgctxt "month"
msgid "May"
msgstr "mai"
msgid "%(n)s book"
msgid_plural "%(n)s books"
msgstr[0] "%(n)s livre"
msgstr[1] "%(n)s livres"
msgid "Hi %(name)s"
msgstr "Salut %(name)s"
msgid "100%%"
msgstr "100 %%"
`);

  it.each([
    ["{% translate 'Yes' %}{% trans 'Yes' noop %}{% translate 'Yes' as y %}{{ y }}", "OuiYesOui"],
    ["{% translate 'May' context 'month' %}{% translate 'May' %}", "maiMay"],
    ["{% translate '100%' %}", "100 %"],
    [
      "{% blocktranslate count n=l|length %}{{ n }} book{% plural %}{{ n }} books{% endblocktranslate %}",
      "2 livres",
    ],
    ["{% blocktrans with name=v %}Hi {{ name }}{% endblocktrans %}", "Salut &lt;"],
    [
      "{% blocktranslate trimmed asvar t %}\n Hi \n {{ name }} {% endblocktranslate %}[{{ t }}]",
      "[Salut ]",
    ],
    ["{% language 'en' %}{% translate 'Yes' %}{% endlanguage %}{% translate 'Yes' %}", "YesOui"],
    [
      "{% get_current_language as c %}{{ c }}{% get_current_language_bidi as b %}{{ b }}",
      "frFalse",
    ],
    [
      "{% get_language_info for 'de' as d %}{{ d.name }} {{ d.name_local }}{{ 'ar'|language_bidi }}",
      "German DeutschTrue",
    ],
  ])("renders %s as %s [I18N-02] [I18N-05]", async (text, expected) => {
    using _ = addCatalog("fr", french);

    const output = await runWithLocale(
      { language: "fr" },
      async () => await render(`{% load i18n %}${text}`, { l: [1, 2], v: "<" }),
    );

    expect(output).toBe(expected);
  });

  it("refuses tags within a text [I18N-02]", async () => {
    await expect(
      render("{% load i18n %}{% blocktranslate %}{% if %}{% endblocktranslate %}"),
    ).rejects.toThrow("does not allow");
  });

  it("keeps the language of a block while it waits [ADV-123]", async () => {
    using _ = addCatalog("fr", french);
    const later = async (): Promise<string> => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return "x";
    };
    const text =
      "{% load i18n %}{% language 'fr' %}{{ v }}{% translate 'Yes' %}{% endlanguage %}{{ w }}{% translate 'Yes' %}";

    const outputs = await Promise.all(
      Array.from({ length: 20 }, async () => await render(text, { v: later, w: later })),
    );

    expect(new Set(outputs)).toEqual(new Set(["xOuixYes"]));
  });
});

describe("the libraries l10n and tz", () => {
  it("switch localization [I18N-20]", async () => {
    const output = await runWithLocale(
      { language: "de" },
      async () =>
        await render(
          "{% load l10n %}{{ v }} {% localize off %}{{ v }} {{ v|localize }}{% endlocalize %} {{ v|unlocalize }}",
          { v: 1.5 },
        ),
    );

    expect(output).toBe("1,5 1.5 1,5 1.5");
  });

  it("move to time zones [I18N-25]", async () => {
    const text =
      "{% load tz %}{{ v|date:'H:i' }} {% timezone 'Europe/Paris' %}{{ v|date:'H:i T' }}{% get_current_timezone as z %} {{ z }}{% endtimezone %} {{ v|timezone:'Asia/Tokyo'|date:'H:i' }} {{ v|utc|date:'H:i' }}";

    const output = await runWithLocale(
      { timeZone: "America/New_York" },
      async () => await render(text, { v: new Date("2026-01-15T12:00:00Z") }),
    );

    expect(output).toBe("07:00 13:00 CET Europe/Paris 21:00 12:00");
  });
});
