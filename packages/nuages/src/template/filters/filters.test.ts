import { describe, expect, it } from "vitest";

import { runWithLocale } from "../../i18n/index.ts";
import { Decimal } from "../../utils/decimal.ts";
import { markSafe } from "../../utils/safestring.ts";
import { Temporal } from "../../utils/temporal.ts";
import { Engine } from "../index.ts";

const engine = new Engine({ debug: false });

async function render(
  expression: string,
  v?: unknown,
  more: Record<string, unknown> = {},
): Promise<string> {
  return await engine.fromString(`{{ ${expression} }}`).render({ v, ...more });
}

type Case = readonly [expression: string, value: unknown, output: string];

const day = Temporal.PlainDate.from("2026-11-20");
const moment = Temporal.PlainDateTime.from("2026-11-20T14:05:09.000120");
const people = [
  { name: "Eco", born: 1932 },
  { name: "Calvino", born: 1923 },
];

describe.each<readonly [id: string, cases: readonly Case[]]>([
  [
    "TPL-38",
    [
      ["v|lower", "AbÇ", "abç"],
      ["v|upper", "abç", "ABÇ"],
      ["v|title", "my FIRST post's 2nd o'neil", "My First Post&#x27;s 2nd O&#x27;Neil"],
      ["v|title", "élan vital", "Élan Vital"],
      ["v|capfirst", "élan", "Élan"],
    ],
  ],
  [
    "TPL-39",
    [
      ['v|default:"x"', "", "x"],
      ['v|default:"x"', 0, "x"],
      ['v|default:"x"', {}, "x"],
      ['v|default:"x"', "a", "a"],
      ['v|default_if_none:"x"', null, "x"],
      ['v|default_if_none:"x"', "", ""],
    ],
  ],
  [
    "TPL-40",
    [
      ["v|length", [1, 2], "2"],
      ["v|length", "a😀", "2"],
      ["v|length", new Map([["a", 1]]), "1"],
      ["v|length", 5, "0"],
      ["v|first", ["<", "b"], "&lt;"],
      ["v|last", "abc", "c"],
      ["v|first", [], ""],
      ['v|slice:":2"', "abcd", "ab"],
      ['v|slice:"-2:"', "abcd", "cd"],
      ['v|slice:"::-1"|join:""', [1, 2, 3], "321"],
      ['v|slice:"x"', "abc", "abc"],
      ['v|join:", "', ["<", markSafe("<b>")], "&lt;, <b>"],
      ['v|join:"<br>"', ["a", "b"], "a<br>b"],
      ["v|random", ["only"], "only"],
    ],
  ],
  [
    "TPL-41",
    [
      ['v|date:"D d M Y"', day, "Fri 20 Nov 2026"],
      ['v|date:"jS \\o\\f F"', day, "20th of November"],
      ['v|date:"N j, Y"', day, "Nov. 20, 2026"],
      ['v|date:"l N n m y z W t L o w"', day, "Friday Nov. 11 11 26 324 47 30 False 2026 5"],
      ['v|time:"H:i:s u"', moment, "14:05:09 000120"],
      ['v|time:"P"', moment, "2:05 p.m."],
      ['v|date:"P f A a g G h"', moment, "2:05 p.m. 2:05 PM p.m. 2 14 02"],
      ['v|date:"c"', moment, "2026-11-20T14:05:09.000120"],
      ['v|date:"SHORT_DATE_FORMAT"', day, "11/20/2026"],
      ["v|date", day, "Nov. 20, 2026"],
      ["v|time", Temporal.PlainTime.from("00:00"), "midnight"],
      ['v|date:"Y"', "2026", ""],
      ['v|date:"Y"', new Date(Number.NaN), ""],
    ],
  ],
  [
    "TPL-43",
    [
      ["v|truncatechars:5", "abcdefgh", "abcd…"],
      ["v|truncatechars:5", "abcde", "abcde"],
      ["v|truncatechars:3", "e\u0301e\u0301e\u0301e\u0301", "éé…"],
      ["v|truncatewords:2", "one  two three", "one two …"],
    ],
  ],
  [
    "TPL-44",
    [
      ["v|linebreaks", "a<\nb\n\nc", "<p>a&lt;<br>b</p>\n\n<p>c</p>"],
      ["v|linebreaksbr", "a\r\n<", "a<br>&lt;"],
      ["v|linenumbers", "a\n<", "1. a\n2. &lt;"],
    ],
  ],
  [
    "TPL-45",
    [
      ["v|safe", "<b>", "<b>"],
      ["v|escape", "<", "&lt;"],
      ["v|escape|escape", "<", "&lt;"],
      ["v|force_escape", "<", "&lt;"],
      ["v|force_escape|force_escape", "<", "&amp;lt;"],
      ["v|escape", markSafe("<b>"), "<b>"],
    ],
  ],
  [
    "TPL-46",
    [
      ["v|escapejs", "'<", "\\u0027\\u003C"],
      [
        'v|json_script:"a"',
        { x: "<" },
        '<script id="a" type="application/json">{"x": "\\u003C"}</script>',
      ],
    ],
  ],
  [
    "TPL-47",
    [
      ["v|urlencode", "/a b&é", "/a%20b%26%C3%A9"],
      ['v|urlencode:""', "/a", "%2Fa"],
      ["v|iriencode", "/é?x=1&y", "/%C3%A9?x=1&amp;y"],
      ["v|slugify", " Joel is a slùg! ", "joel-is-a-slug"],
    ],
  ],
  [
    "TPL-48",
    [
      ["v|floatformat", 34.23234, "34.2"],
      ["v|floatformat", 34, "34"],
      ["v|floatformat:3", 34, "34.000"],
      ['v|floatformat:"-3"', 34.26, "34.260"],
      ["v|floatformat:2", 1.005, "1.01"],
      ["v|floatformat:0", 2.5, "3"],
      ["v|floatformat:2", -0.001, "0.00"],
      ["v|floatformat:2", new Decimal("1.005"), "1.01"],
      ['v|floatformat:"2g"', 66666.666, "66,666.67"],
      ["v|floatformat:2", "12.345", "12.35"],
      ["v|floatformat:2", "٣", "3.00"],
      ["v|floatformat", "abc", ""],
    ],
  ],
  [
    "TPL-49",
    [
      ["v|pluralize", 1, ""],
      ["v|pluralize", 2, "s"],
      ['v|pluralize:"y,ies"', "1", "y"],
      ['v|pluralize:"es"', [1, 2], "es"],
      ['v|pluralize:"a,b,c"', 1, ""],
    ],
  ],
  [
    "TPL-50",
    [
      ['v|yesno:"yeah,no,maybe"', true, "yeah"],
      ['v|yesno:"yeah,no,maybe"', null, "maybe"],
      ['v|yesno:"yeah,no"', null, "no"],
      ["v|yesno", 0, "no"],
    ],
  ],
  [
    "TPL-51",
    [
      ["v|add:2", 4, "6"],
      ["v|add:2", "4", "6"],
      ['v|add:"b"', "a", "ab"],
      ["v|add:w|join:''", [1], "12"],
      ["v|add:2", "x", ""],
    ],
  ],
  [
    "TPL-52",
    [
      ["v|striptags", "<b>a</b> < b", "a &lt; b"],
      ['v|cut:" "', "a b c", "abc"],
      ["v|wordcount", " a  b\n", "2"],
      ["v|wordwrap:3", "aa bb", "aa\nbb"],
    ],
  ],
  [
    "TPL-53",
    [
      ["v|filesizeformat", 1023, "1023\u00a0bytes"],
      ["v|filesizeformat", 1, "1\u00a0byte"],
      ["v|filesizeformat", 1024 * 1024 * 1.5, "1.5\u00a0MB"],
      ["v|filesizeformat", -2048, "-2.0\u00a0KB"],
      ["v|filesizeformat", "x", "0\u00a0bytes"],
    ],
  ],
  [
    "TPL-54",
    [
      ["v|divisibleby:3", 21, "True"],
      ["v|divisibleby:3", 22, "False"],
      ["v|get_digit:2", 123456, "5"],
      ["v|get_digit:9", 12, "0"],
      ["v|get_digit:0", 12, "12"],
    ],
  ],
  [
    "TPL-55",
    [
      ['v|dictsort:"born"|first|length', people, "2"],
      ['v|dictsort:"nothing"', people, ""],
      ["v|dictsort:0|join:','", ["ab", "aa"], "ab,aa"],
    ],
  ],
  [
    "TPL-56",
    [
      [
        "v|unordered_list",
        ["a", ["<", "c"]],
        "\t<li>a\n\t<ul>\n\t\t<li>&lt;</li>\n\t\t<li>c</li>\n\t</ul>\n\t</li>",
      ],
    ],
  ],
  [
    "TPL-57",
    [
      [
        "v|urlize",
        "x http://a.bc/ <",
        'x <a href="http://a.bc/" rel="nofollow">http://a.bc/</a> &lt;',
      ],
      [
        "v|urlizetrunc:6",
        "www.abcdef.org",
        '<a href="http://www.abcdef.org" rel="nofollow">www.a…</a>',
      ],
    ],
  ],
  [
    "TPL-58",
    [
      ["v|safe|truncatechars_html:3", "<b>abcdef</b>", "<b>ab…</b>"],
      ["v|safe|truncatewords_html:1", "<b>a b</b>", "<b>a …</b>"],
    ],
  ],
  [
    "TPL-59",
    [
      ['v|safeseq|join:","', ["<a>", "b"], "<a>,b"],
      ['v|escapeseq|join:","|safe', ["<", markSafe("<b>")], "&lt;,<b>"],
    ],
  ],
  [
    "TPL-60",
    [
      ["v|center:5", "ab", "  ab "],
      ["v|ljust:4", "ab", "ab  "],
      ["v|rjust:4", "ab", "  ab"],
      ["v|addslashes", "a'b", "a\\&#x27;b"],
      ["v|make_list|join:'-'", 123, "1-2-3"],
      ['v|stringformat:"03d"', 7, "007"],
      ['v|stringformat:".2f"', 1.005, "1.00"],
      ['v|stringformat:"x"', "a", ""],
    ],
  ],
  ["TPL-61", [["v|phone2numeric", "800-COLLECT", "800-2655328"]]],
])("filters [%s]", (_id, cases) => {
  it.each(cases)("{{ %s }} of %j", async (expression, value, output) => {
    expect(await render(expression, value, { w: [2] })).toBe(output);
  });
});

describe("dictsort", () => {
  it("orders by own data of any depth [TPL-55]", async () => {
    const names = await engine
      .fromString(
        "{% for p in v|dictsort:'born' %}{{ p.name }} {% endfor %}{% for p in v|dictsortreversed:'born' %}{{ p.name }} {% endfor %}",
      )
      .render({ v: people });

    expect(names).toBe("Calvino Eco Eco Calvino ");
  });
});

describe("timesince and timeuntil", () => {
  it.each([
    ["2026-11-20T13:00", "1 hour, 5 minutes"],
    ["2026-11-20T14:05", "0 minutes"],
    ["2026-11-21T00:00", "0 minutes"],
    ["2025-10-19T14:05", "1 year, 1 month"],
    ["2026-11-06T14:04", "2 weeks"],
  ])("measure from %s [TPL-42]", async (from, expected) => {
    const until = Temporal.PlainDateTime.from("2026-11-20T14:05");

    const output = await render("v|timesince:until", Temporal.PlainDateTime.from(from), { until });

    expect(output).toBe(expected.replaceAll(/(?<=\d) /g, "\u00a0"));
  });

  it("refuse to mix moments with dates that have no zone [TPL-42]", async () => {
    expect(await render("v|timeuntil:other", new Date(), { other: moment })).toBe("");
    expect(await render("v|timesince", "x")).toBe("");
  });
});

describe("literals", () => {
  it("are translated where they say so [TPL-04]", async () => {
    expect(await render('_("Yes")|lower')).toBe("yes");
    expect(await render("v|default:_('No')", "")).toBe("No");
  });

  it("may hold escaped quotes, filters chain over them [TPL-04]", async () => {
    expect(await render(String.raw`"a\"b"|upper|safe`)).toBe('A"B');
    expect(await render("'|'|add:':'")).toBe("|:");
    expect(await render("5|add:-2|add:1.5")).toBe("4");
  });
});

describe("the active language", () => {
  it.each([
    ["de", "v|floatformat:'2g'", 1234.5, "1.234,50"],
    ["fr", "v", 0.25, "0,25"],
    ["en", "v", 1234567, "1234567"],
    ["de", "v|date:'j. F Y'", day, "20. November 2026"],
    ["nl", "v|date:'SHORT_DATE_FORMAT'", day, "20-11-2026"],
  ])("decides how %s shows {{ %s }} [I18N-19]", async (language, expression, value, expected) => {
    expect(await runWithLocale({ language }, async () => await render(expression, value))).toBe(
      expected,
    );
  });
});
