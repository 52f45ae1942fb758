import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { configure, isConfigured, overrideSettings } from "../conf/index.ts";
import { markAltersData } from "../utils/alters-data.ts";
import { Decimal } from "../utils/decimal.ts";
import {
  type ContextData,
  Engine,
  MemoryLoader,
  TemplateDoesNotExist,
  TemplateSyntaxError,
} from "./index.ts";
import { tokenize } from "./syntax/lexer.ts";

beforeAll(() => {
  if (!isConfigured()) configure({ secretKey: "x".repeat(50), debug: false });
});

async function render(text: string, data: ContextData = {}): Promise<string> {
  return await new Engine({ debug: false }).fromString(text).render(data);
}

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

describe("reaching code from data", () => {
  class Account {
    name = "ann";
    deleted = false;

    get maker(): unknown {
      return this.constructor;
    }

    delete(): string {
      this.deleted = true;
      return "deleted";
    }
    static {
      Object.assign(Account.prototype.delete, { altersData: true });
    }

    callback(): () => string {
      return () => "called";
    }
  }

  const data = (): Record<string, unknown> => ({
    x: new Account(),
    f: () => 1,
    later: async () => await Promise.resolve(1),
    list: [3, 1, 2],
    map: new Map([["a", 1]]),
    set: new Set([1]),
    text: "str",
    number: 5,
    date: new Date(0),
    pattern: /a/,
    promise: Promise.resolve({ q: 1 }),
    made: Account,
    bytes: Buffer.from("abcd"),
    error: new Error("boo"),
    numbers: (function* () {
      yield 1;
    })(),
  });

  it.each([
    "x.constructor",
    "x.constructor.constructor",
    "x.constructor.name",
    "x.toString.constructor",
    "x.maker",
    "x.maker.constructor",
    "x.maker.prototype",
    "x.delete",
    "x.callback",
    "x.callback.constructor",
    "x.hasOwnProperty",
    "f.constructor",
    "f.call",
    "f.bind",
    "later.constructor",
    "list.pop",
    "list.shift",
    "list.reverse",
    "list.constructor",
    "list.entries.constructor",
    "map.clear",
    "map.constructor",
    "set.clear",
    "text.constructor",
    "text.constructor.constructor",
    "number.constructor",
    "date.constructor",
    "pattern.constructor",
    "pattern.exec",
    "promise.constructor",
    "promise.then",
    "made",
    "made.constructor",
    "made.prototype",
    "made.name",
    "bytes.swap16",
    "error.stack",
    "numbers.next",
    "numbers.return",
  ])("gives nothing for {{ %s }} and changes nothing [ADV-132]", async (path) => {
    const values = data();
    const before = JSON.stringify([
      values.list,
      [...(values.map as Map<string, number>)],
      values.x,
    ]);

    expect(await render(`{{ ${path} }}`, values)).toBe("");
    expect(JSON.stringify([values.list, [...(values.map as Map<string, number>)], values.x])).toBe(
      before,
    );
    expect(String(values.bytes)).toBe("abcd");
  });

  it.each(["x.__proto__", "x._private", "__proto__.x", "x.__defineGetter__"])(
    "refuses {{ %s }} when it is compiled [ADV-132]",
    (path) => {
      expect(() => new Engine().fromString(`{{ ${path} }}`)).toThrow(TemplateSyntaxError);
    },
  );

  it("treats names that objects inherit as unknown [ADV-111]", async () => {
    const names = ["constructor", "toString", "valueOf", "hasOwnProperty"];

    const output = await render(names.map((name) => `[{{ ${name} }}]`).join(""), { a: 1 });

    expect(output).toBe("[][][][]");
    for (const name of ["constructor", "__proto__", "toString"]) {
      expect(() => new Engine().fromString(`{{ a|${name} }}`)).toThrow("There is no filter");
      expect(() => new Engine().fromString(`{% ${name} %}`)).toThrow("There is no tag");
      expect(() => new Engine().fromString(`{% load ${name} %}`)).toThrow(
        "no registered tag library",
      );
      expect(() => new Engine({ loaders: [new MemoryLoader({})] }).getTemplate(name)).toThrow(
        TemplateDoesNotExist,
      );
    }
  });

  it("reads own data under any name [ADV-109]", async () => {
    const parsed = JSON.parse(
      '{"constructor": "c", "__proto__": {"polluted": 1}, "toString": "t"}',
    ) as object;

    expect(
      await render("{{ o.constructor }}{{ o.toString }}{{ o.polluted }}{{ p.polluted }}", {
        o: parsed,
        p: {},
      }),
    ).toBe("ct");
  });

  it("is not fooled by data that looks like methods [ADV-114]", async () => {
    const odd = { toString: "x", valueOf: 1, toJSON: 2, length: 1e9, then: 3 };

    const output = await render(
      "{{ o.then }}{{ o|length }}{% for k in o %}{{ k }},{% endfor %}{% if o == 1 %}{% endif %}{{ l|join:'-' }}",
      { o: odd, l: [{ toString: 1 }] },
    );

    expect(output).toContain("35toString,valueOf,toJSON,length,then,");
  });
});

describe("generated code", () => {
  const hostile = [
    "'",
    '"',
    "\\",
    "`",
    "${canary()}",
    "*/canary()/*",
    "\u2028",
    "\u2029",
    "\ud800",
    '";canary();"',
    "');canary();('",
    "}catch(e){}canary();{",
    "\\u0027+canary()+",
    "</script>",
  ];
  const calls: unknown[] = [];

  beforeAll(() => {
    (globalThis as Record<string, unknown>).canary = () => calls.push(1);
  });
  afterAll(() => {
    delete (globalThis as Record<string, unknown>).canary;
  });

  it.each(hostile)("holds %j as data wherever it stands [ADV-131]", async (piece) => {
    const written = piece.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
    const engine = new Engine({
      loaders: [
        new MemoryLoader(
          new Map([
            [
              "main",
              `${piece} {{ "${written}" }}{{ x|default:"${written}" }}{% with a="${written}" %}{{ a|safe }}{% endwith %}{% include name %}`,
            ],
            [piece, "included"],
          ]),
        ),
      ],
      stringIfInvalid: "",
    });

    expect(await engine.renderToString("main", { name: piece })).toBe(
      `${piece} ${piece.repeat(3)}included`,
    );
    expect(calls).toEqual([]);
  });

  it("takes names of blocks, partials and variables with anything in them [ADV-131]", async () => {
    for (const piece of [
      "a'b",
      'a"b',
      "a`${canary()}`",
      "a\\",
      "*/canary()//",
      "é中",
      "constructor",
      "__proto__",
    ]) {
      const text = `{% block ${piece} %}1{% endblock %}{% partialdef ${piece} inline %}2{% endpartialdef %}`;
      expect(await render(text)).toBe("12");
    }
    expect(await render("{{ é.中 }}{{ d.1a }}", { é: { 中: "ok" }, d: { "1a": "!" } })).toBe("ok!");
    expect(calls).toEqual([]);
  });

  it("shows patterns of replacement literally [ADV-133]", async () => {
    const text = "$& $` $' $1 $$ $<a>";
    const filters = [
      "title",
      "cut:'x'",
      "wordwrap:99",
      "linebreaksbr",
      "truncatewords:9",
      "urlize",
      "striptags",
      "ljust:3",
    ];

    for (const filter of filters) {
      expect(
        (await render(`{{ v|${filter}|safe }}`, { v: text }))
          .replaceAll("&amp;", "&")
          .replaceAll("&#x27;", "'")
          .replaceAll("&lt;a&gt;", "<a>")
          .toLowerCase(),
      ).toContain("$& $` $' $1 $$");
    }
    const engine = new Engine({ stringIfInvalid: "[%s]", debug: false });
    expect(await engine.fromString("{{ a.b }}").render()).toBe("[a.b]");
  });
});

describe("filters with hostile values", () => {
  it.each([
    "__class__",
    "_x",
    "constructor",
    "__proto__",
    "prototype",
    "remove",
    "toString",
    "a.constructor",
    "a.__proto__",
  ])("dictsort by %j is empty, and calls nothing [ADV-024]", async (key) => {
    let called = false;
    const items = [{ _x: 1, a: {}, remove: () => (called = true) }];

    expect(await render(`{{ items|dictsort:key }}`, { items, key })).toBe("");
    expect(called).toBe(false);
  });

  it.each([
    ["1e9999", "1e9999"],
    ["1e10000000000000000", "1e10000000000000000"],
    ["-1e10000000000000000", "-1e10000000000000000"],
    [`1${"0".repeat(1_000_000)}`, `1${"0".repeat(1_000_000)}`],
  ])("floatformat leaves %.30s as it is [ADV-021] [ADV-029]", async (value, expected) => {
    expect(await render("{{ v|floatformat }}", { v: value })).toBe(expected);
  });

  it("numbers with more than 200 digits are never written in full [ADV-021]", async () => {
    for (const text of ["9e9999", "1e-9999", "9e1000"]) {
      expect((await render("{{ v }}", { v: new Decimal(text) })).length).toBeLessThan(300);
      expect((await render("{{ v|filesizeformat }}", { v: text })).length).toBeLessThan(300);
    }
  });

  it.each(["ljust", "rjust", "center"])("%s has a limit [ADV-130]", async (filter) => {
    expect((await render(`{{ v|${filter}:1000000000 }}`, { v: "a" })).length).toBeLessThan(100_000);
  });

  it("floatformat, stringformat and lorem have limits [ADV-130]", async () => {
    expect((await render("{{ v|floatformat:1000000000 }}", { v: 1.5 })).length).toBeLessThan(
      10_000,
    );
    expect((await render("{{ v|stringformat:'1000000000d' }}", { v: 1 })).length).toBeLessThan(
      100_000,
    );
    expect((await render("{% lorem 1000000000 w %}")).length).toBeLessThan(1_000_000);
  });

  it("json_script ends with its own tag alone [ADV-134]", async () => {
    const output = await render("{{ v|json_script:id }}", {
      v: { a: "</script><!--\u2028\u2029&", '</script>"': 1 },
      id: '"><b>',
    });

    expect(output.match(/<\/?script/g)).toEqual(["<script", "</script"]);
    expect(output).not.toMatch(/<!--|[\u2028\u2029]|<b>/);
  });

  it("urlize makes no links but of web and mail addresses [ADV-135]", async () => {
    for (const text of [
      "javascript:alert(1)",
      "data:text/html,x.com",
      "JaVaScRiPt:alert(1).com",
      "vbscript:x.com",
    ]) {
      expect(await render("{{ v|urlize }}", { v: text })).not.toMatch(/href="(?!http:|mailto:)/);
    }
  });
});

describe("{% debug %}", () => {
  it("shows nothing outside of debug, and escapes inside [ADV-025]", async () => {
    const data = {
      html: "<script>",
      get trap(): never {
        throw new TypeError("a getter ran");
      },
    };

    expect(await render("{% debug %}", { html: "<script>" })).toBe("");
    using _ = overrideSettings({ debug: true });
    const inner = {
      nested: Object.defineProperty({}, "trap", { enumerable: true, get: () => data.trap }),
    };
    const output = await render("{% debug %}", { html: "<script>", inner });
    expect(output).toContain("&lt;script&gt;");
    expect(output).not.toContain("<script>");
  });
});

describe("template names", () => {
  it.each(["../secret.html", "a/../../secret.html", "/etc/passwd", "a\0b", "..", ".", ""])(
    "never lead out of the folders: %j [ADV-138]",
    (name) => {
      const engine = new Engine({ dirs: [import.meta.dirname], debug: false });

      expect(() => engine.getTemplate(name)).toThrow(TemplateDoesNotExist);
    },
  );

  it("never reach a folder whose name only begins alike [ADV-138]", () => {
    const engine = new Engine({ dirs: [`${import.meta.dirname}/tag`], debug: false });

    expect(() => engine.getTemplate("../tags/if.ts")).toThrow(TemplateDoesNotExist);
  });
});

describe("caches", () => {
  it("are bounded for names that come from data [ADV-127]", () => {
    const engine = new Engine({ loaders: [new MemoryLoader({ a: "" })], debug: false });
    const before = process.memoryUsage().heapUsed;

    for (let index = 0; index < 20_000; index += 1) {
      expect(() => engine.resolve(`missing${index}`)).toThrow(TemplateDoesNotExist);
    }

    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200_000_000);
  });
});

describe("the lexer", () => {
  it.each(["{%", "{{", "{#", "{%\n", "{% a ", "{{ x }", "{"])(
    "is linear in %j [ADV-136]",
    (piece) => {
      expect(growth((size) => tokenize(piece.repeat(size)), 100_000)).toBeLessThan(3);
    },
  );
});

describe("methods that change data", () => {
  it("are never called, also where a subclass overrides them [ADV-132] [TPL-02]", async () => {
    const calls: string[] = [];
    class Base {
      save(): void {
        calls.push("save");
      }
    }
    markAltersData(Base.prototype, ["save"]);
    class Book extends Base {
      override save(): void {
        calls.push("own save");
      }
    }

    expect(
      await render("[{{ b.save }}][{{ b.save.x }}]{% if b.save %}!{% endif %}", { b: new Book() }),
    ).toBe("[][]");
    expect(calls).toEqual([]);
  });
});
