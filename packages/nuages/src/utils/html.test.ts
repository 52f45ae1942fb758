import { describe, expect, it } from "vitest";

import { SuspiciousOperation } from "../errors/index.ts";
import {
  avoidWrapping,
  conditionalEscape,
  escape,
  escapejs,
  formatHtml,
  formatHtmlJoin,
  htmlSafe,
  jsonScript,
  linebreaks,
  markSafe,
  SafeString,
  smartUrlquote,
  stripSpacesBetweenTags,
  stripTags,
  toHtml,
  urlize,
} from "./html.ts";
import { Temporal } from "./temporal.ts";
import { Truncator, wrap } from "./text.ts";

/**
 * How the time grows when the size doubles: 2 is linear, 4 quadratic. The best of several attempts
 * counts, for other programs on the machine can only make one look worse.
 */
function growth(work: (size: number) => unknown, size: number): number {
  const best = (count: number): number =>
    Math.min(
      ...Array.from({ length: 5 }, () => {
        const start = performance.now();
        work(count);
        return performance.now() - start;
      }),
    );
  best(size);
  let ratio = Infinity;
  for (let attempt = 0; attempt < 8 && ratio >= 3; attempt += 1) {
    ratio = Math.min(ratio, Math.sqrt(best(4 * size) / best(size)));
  }
  return ratio;
}

describe("escape()", () => {
  it("replaces the five characters, always [UTIL-02]", () => {
    expect(String(escape(`<&>"'`))).toBe("&lt;&amp;&gt;&quot;&#x27;");
    expect(String(escape(markSafe("&amp;")))).toBe("&amp;amp;");
    expect(String(escape("x".repeat(50)))).toBe("x".repeat(50));
    expect(escape(12)).toBeInstanceOf(SafeString);
  });

  it("passes what is HTML already, when it is conditional [UTIL-02] [TPL-75]", () => {
    expect(String(conditionalEscape(markSafe("<b>")))).toBe("<b>");
    expect(String(conditionalEscape({ [toHtml]: () => "<i>" }))).toBe("<i>");
    expect(String(conditionalEscape("<b>"))).toBe("&lt;b&gt;");
  });
});

describe("SafeString", () => {
  it("gives unsafe text when it is added to [UTIL-03]", () => {
    const safe = markSafe("<b>");

    expect(typeof (safe + "x")).toBe("string");
    expect(safe.length).toBe(3);
    expect(JSON.stringify({ safe })).toBe('{"safe":"<b>"}');
  });

  it("comes from functions that are marked too [UTIL-03]", () => {
    const bold = markSafe((text: string) => `<b>${text}</b>`);

    expect(bold("x")).toBeInstanceOf(SafeString);
    expect(String(bold("x"))).toBe("<b>x</b>");
  });
});

describe("formatHtml()", () => {
  it("takes names from the object that stands last", () => {
    const html = formatHtml("{} {0} {name}", "<a>", { name: "<b>" });

    expect(String(html)).toBe("&lt;a&gt; &lt;a&gt; &lt;b&gt;");
  });

  it("escapes what it puts in [UTIL-02] [TPL-75]", () => {
    expect(String(formatHtml("<b>{}</b>{{}}{1}{0}", "<", markSafe("&")))).toBe(
      "<b>&lt;</b>{}&&lt;",
    );
    expect(String(formatHtml("{name}", { name: "<" }))).toBe("&lt;");
    expect(String(formatHtml("{}", "$&"))).toBe("$&amp;");
  });

  it("needs values, and every value it names [UTIL-02]", () => {
    expect(() => formatHtml("<b>")).toThrow(TypeError);
    expect(() => formatHtml("{name}", { other: 1 })).toThrow(RangeError);
    expect(() => formatHtml("{constructor}", {})).toThrow(RangeError);
  });

  it("joins rows of values [UTIL-02] [TPL-75]", () => {
    const rows = [[1, "<"], { 0: 2, 1: ">" }];
    expect(
      String(
        formatHtmlJoin(
          "\n",
          "<li>{} {}</li>",
          rows.map((row) => Object.values(row)),
        ),
      ),
    ).toBe("<li>1 &lt;</li>\n<li>2 &gt;</li>");
    expect(String(formatHtmlJoin(",", "{a}", [{ a: "<" }, { a: 1 }]))).toBe("&lt;,1");
  });
});

describe("htmlSafe()", () => {
  it("makes a class's text HTML [UTIL-02] [TPL-75]", () => {
    const Icon = htmlSafe(
      class {
        toString(): string {
          return "<svg>";
        }
      },
    );

    expect(String(conditionalEscape(new Icon()))).toBe("<svg>");
  });
});

describe("jsonScript()", () => {
  it("writes values as Django's encoder: no more than milliseconds, numbers exactly [TPL-46]", () => {
    const written = (value: unknown): string =>
      /^<script[^>]*>(.*)<\/script>$/.exec(String(jsonScript(value)))?.[1] ?? "";

    expect(written(Temporal.PlainDateTime.from("2024-01-02T03:04:05.678901"))).toBe(
      '"2024-01-02T03:04:05.678"',
    );
    expect(written(Temporal.PlainTime.from("12:30:01.999999"))).toBe('"12:30:01.999"');
    expect(
      written(Temporal.ZonedDateTime.from("2024-01-02T03:04:05-05:00[America/New_York]")),
    ).toBe('"2024-01-02T03:04:05-05:00"');
    expect(written(Temporal.Duration.from({ hours: 26, microseconds: 3 }))).toBe(
      '"P1DT02H00M00.000003S"',
    );
    expect(written([2n ** 64n, 1e-7, 1.5, 1e21, 3])).toBe(
      "[18446744073709551616, 1e-07, 1.5, 1e+21, 3]",
    );
    expect(written(new Date("2024-01-02T03:04:05Z"))).toBe('"2024-01-02T03:04:05Z"');
  });

  it("holds any value, and nothing that ends it [ADV-134]", () => {
    expect(String(jsonScript({ a: "</script>" }, "x"))).toBe(
      '<script id="x" type="application/json">{"a": "\\u003C/script\\u003E"}</script>',
    );
    expect(String(jsonScript("&\u2028"))).toBe(
      '<script type="application/json">"\\u0026\\u2028"</script>',
    );
  });
});

describe("the smaller ones", () => {
  it("escape for scripts, break lines, keep spaces [UTIL-02]", () => {
    expect(String(escapejs("<a>'\n"))).toBe("\\u003Ca\\u003E\\u0027\\u000A");
    expect(linebreaks("a\nb\n\nc<", { autoescape: true })).toBe("<p>a<br>b</p>\n\n<p>c&lt;</p>");
    expect(stripSpacesBetweenTags("<p> <b> x </b>\n</p>")).toBe("<p><b> x </b></p>");
    expect(avoidWrapping("a b")).toBe("a\u00a0b");
    expect(smartUrlquote("http://example.com/path öäü/?a=b&c=é d")).toBe(
      "http://example.com/path%20%C3%B6%C3%A4%C3%BC/?a=b&c=%C3%A9+d",
    );
  });
});

describe("stripTags()", () => {
  it("leaves the text [TPL-52]", () => {
    expect(stripTags("<p>a <b class='>'>b</b><!-- c -->d</p>e < f")).toBe("a bde < f");
  });

  it("stops when nothing goes away, whatever is nested [ADV-023]", () => {
    expect(stripTags("><!" + "&".repeat(1_000) + "D")).toBe("><!" + "&".repeat(1_000) + "D");
    expect(growth((size) => stripTags(`><!${"&".repeat(size)}D`), 100_000)).toBeLessThan(3);
  });

  it("gives up after 50 passes that each uncover tags [ADV-030]", () => {
    expect(() => stripTags(`${"<".repeat(51)}a>${"a>".repeat(50)}`)).toThrow(SuspiciousOperation);
  });

  it.each([`>${"<a".repeat(501)}`, `${"<a".repeat(50)}${"a".repeat(950)}`])(
    "refuses tags that never close [ADV-032]",
    (text) => {
      expect(() => stripTags(text)).toThrow(SuspiciousOperation);
    },
  );

  it.each(["<a ='", "<a b='>", "<!--", "<script>", "<a", "&", "</p \t"])(
    "is linear in %j [ADV-032] [ADV-136]",
    (piece) => {
      const strip = (size: number): void => {
        try {
          stripTags(`${piece.repeat(size)}>`);
        } catch (error) {
          if (!(error instanceof SuspiciousOperation)) throw error;
        }
      };

      expect(growth(strip, 20_000)).toBeLessThan(3);
    },
  );
});

describe("urlize()", () => {
  it("links addresses, domains and mail, without the marks around [TPL-57]", () => {
    expect(urlize("See (http://a.com/x), www.b.org. or cc.com! me@d.net", { nofollow: true })).toBe(
      'See (<a href="http://a.com/x" rel="nofollow">http://a.com/x</a>), <a href="http://www.b.org" rel="nofollow">www.b.org</a>. or <a href="http://cc.com" rel="nofollow">cc.com</a>! <a href="mailto:me@d.net">me@d.net</a>',
    );
  });

  it("shortens and escapes [TPL-57]", () => {
    expect(urlize("http://a.com/<b>", { trimUrlLimit: 8, autoescape: true })).toBe(
      '<a href="http://a.com/">http://…</a>&lt;b&gt;',
    );
  });

  const attacks: readonly (readonly [string, (size: number) => string])[] = [
    ["ADV-034", (size) => `a${"@a".repeat(size)}a`],
    ["ADV-034", (size) => `a${".".repeat(size)}a`],
    ["ADV-035", (size) => `${"(".repeat(size)}:${")".repeat(size)}`],
    ["ADV-035", (size) => `${"([".repeat(size)}:${"])".repeat(size)}`],
    ["ADV-035", (size) => `${"([[".repeat(size)}:${"]])".repeat(size)}`],
    ["ADV-035", (size) => `${"(".repeat(size)}&:${")".repeat(size)}`],
    ["ADV-036", (size) => `${"[(".repeat(size)}:${")]".repeat(size)}`],
    ["ADV-036", (size) => `&:${";".repeat(size)}`],
    ["ADV-037", (size) => `www.${"한.글.".repeat(size)}`],
    ["ADV-037", (size) => `http://${"한.글.".repeat(size)}`],
    ["ADV-037", (size) => `a@${"한.글.".repeat(size)}`],
    ["ADV-038", (size) => "&.;".repeat(size)],
    ["ADV-038", (size) => ".;".repeat(size)],
    ["ADV-038", (size) => `&${";:".repeat(size)}`],
  ];

  it.each(attacks)("leaves a long attack alone, in linear time [%s]", (_id, make) => {
    expect(urlize(make(5_000), { nofollow: true })).toBe(make(5_000));
    expect(growth((size) => urlize(make(size), { autoescape: true }), 25_000)).toBeLessThan(3);
  });
});

describe("Truncator on HTML", () => {
  it("closes what is open and counts references once [TPL-58] [ADV-022]", () => {
    expect(new Truncator("<p>one <b>two three</b></p>").words(2, { html: true })).toBe(
      "<p>one <b>two…</b></p>",
    );
    expect(new Truncator("&lt;&gt;&amp;x").chars(3, { html: true })).toBe("&lt;&gt;…");
    expect(new Truncator("a<br>b<hr/>c").chars(2, { html: true })).toBe("a<br>…");
    expect(new Truncator("<i><b>ab").chars(2, { html: true })).toBe("<i><b>ab</b></i>");
  });

  it("copies what is no tag as text [ADV-028]", () => {
    expect(new Truncator("<".repeat(1_000)).words(1, { html: true })).toBe("&lt;…");
  });

  const attacks: readonly (readonly [string, (size: number) => string])[] = [
    ["ADV-020", (size) => `</a${"\t".repeat(size)}//>`],
    ["ADV-022", (size) => "&".repeat(size)],
    ["ADV-022", (size) => "_X<<<<<<<<<<<>".repeat(size / 10)],
    ["ADV-026", (size) => `</p${"\t".repeat(size)}//>`],
    ["ADV-028", (size) => "<".repeat(size)],
    ["ADV-033", (size) => "<b>".repeat(size) + "</x>".repeat(size)],
  ];

  it.each(attacks)("is linear [%s]", (_id, make) => {
    expect(
      growth((size) => new Truncator(make(size)).words(size, { html: true }), 40_000),
    ).toBeLessThan(3);
    expect(
      growth((size) => new Truncator(make(size)).chars(size, { html: true }), 40_000),
    ).toBeLessThan(3);
  });
});

describe("wrap()", () => {
  it("keeps blank lines and long words [ADV-031]", () => {
    expect(wrap("one two three\n\nfour-and-twenty x", 7)).toBe(
      "one two\nthree\n\nfour-and-twenty\nx",
    );
  });

  it.each(["one two three four five. ", "x"])("is linear in %j [ADV-031]", (piece) => {
    expect(growth((size) => wrap(piece.repeat(size), 10), 10_000)).toBeLessThan(3);
  });
});
