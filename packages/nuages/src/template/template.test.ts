import { describe, expect, it } from "vitest";

import { Temporal } from "../utils/temporal.ts";
import { markSafe } from "../utils/safestring.ts";
import { Decimal } from "../utils/decimal.ts";
import {
  Context,
  type ContextData,
  Engine,
  Library,
  MemoryLoader,
  TemplateDoesNotExist,
  templateFrames,
  TemplateNeedsAwait,
  TemplateRecursionError,
  TemplateSyntaxError,
  TemplateValueError,
} from "./index.ts";

function engineOf(templates: Record<string, string> = {}, libraries = {}): Engine {
  return new Engine({ loaders: [new MemoryLoader(templates)], libraries });
}

async function render(text: string, data: ContextData = {}): Promise<string> {
  return await engineOf().fromString(text).render(data);
}

function syntaxError(text: string, templates: Record<string, string> = {}): TemplateSyntaxError {
  try {
    engineOf({ ...templates, main: text }).getTemplate("main");
  } catch (error) {
    if (error instanceof TemplateSyntaxError) return error;
    throw error;
  }
  throw new TypeError("The template has no mistake.");
}

describe("variables", () => {
  it("follow keys, attributes and list places, and call what needs no argument [TPL-01]", async () => {
    class Author {
      name = "Eco";
      initials(): string {
        return "U. E.";
      }
    }
    const data = {
      author: new Author(),
      map: new Map([["a", [10, 20]]]),
      list: [{ x: 1 }, { x: 2 }],
    };

    const output = await render(
      "{{ author.name }} {{ author.initials }} {{ map.a.1 }} {{ list.1.x }} [{{ list.9 }}]",
      data,
    );

    expect(output).toBe("Eco U. E. 20 2 []");
  });

  it("are found in camelCase and in snake_case", async () => {
    const output = await render(
      "{{ book.due_back }} {{ book.dueBack }} {{ page_obj }} {{ old.dueBack }}",
      {
        book: { dueBack: "soon" },
        pageObj: 3,
        old: { due_back: "late" },
      },
    );

    expect(output).toBe("soon soon 3 late");
  });

  it("do not call what changes data, needs arguments, or is a class [TPL-02]", async () => {
    let deleted = 0;
    const remove = Object.assign(() => (deleted += 1), { altersData: true });
    class Model {
      static label = "model";
    }

    const output = await render("[{{ o.remove }}][{{ o.needs }}][{{ Model.label }}]", {
      o: { remove, needs: (value: unknown) => value },
      Model,
    });

    expect(output).toBe("[][][model]");
    expect(deleted).toBe(0);
  });

  it("leave a function alone that says so [TPL-02]", async () => {
    const choices = Object.assign(() => "called", { doNotCallInTemplates: true, first: "a" });

    expect(await render("{{ c.first }}", { c: choices })).toBe("a");
  });

  it("are empty after a silent failure and pass on a loud one [TPL-02]", async () => {
    const silent = Object.assign(new RangeError("gone"), { silentVariableFailure: true });
    const fails = (error: Error) => (): never => {
      throw error;
    };

    await expect(render("[{{ f.x }}]", { f: { x: fails(silent) } })).resolves.toBe("[]");
    await expect(render("{{ f.x }}", { f: { x: fails(new RangeError("loud")) } })).rejects.toThrow(
      "loud",
    );
  });

  it("refuse names that begin with an underscore [TPL-02]", () => {
    expect(syntaxError("{{ o._secret }}").message).toContain("underscores");
  });

  it("answer the usual questions about dictionaries [TPL-03]", async () => {
    const output = await render(
      "{% for k, v in d.items %}{{ k }}={{ v }};{% endfor %}{% for k in m.keys %}{{ k }}{% endfor %}",
      { d: { a: 1, b: 2 }, m: new Map([["x", 1]]) },
    );

    expect(output).toBe("a=1;b=2;x");
  });

  it("print null as nothing, and what has a text of its own by that text", async () => {
    class Book {
      toString(): string {
        return "<Baudolino>";
      }
    }

    const output = await render("[{{ n }}][{{ book }}][{{ d }}][{{ day|date:'Y' }}]", {
      n: null,
      book: new Book(),
      d: new Decimal("1.10"),
      day: Temporal.PlainDate.from("2026-11-20"),
    });

    expect(output).toBe("[][&lt;Baudolino&gt;][1.10][2026]");
  });

  it("print what has a text of its own and is more besides as what it is", async () => {
    class Names extends Array<string> {
      override toString(): string {
        return "names";
      }
    }
    class Day extends Date {
      override toString(): string {
        return "day";
      }
    }
    class Nothing {
      declare toString: () => string;
    }
    const dumb = Object.assign(new Nothing(), { toString: undefined });

    const output = await render("[{{ names }}][{{ day }}][{{ dumb }}][{{ nothing }}]", {
      names: Names.from(["Eco"]),
      day: new Day(Date.UTC(2026, 10, 20, 20, 30)),
      dumb,
      nothing: new Nothing(),
    });

    expect(output).toBe("[[&#x27;Eco&#x27;]][Nov. 20, 2026, 2:30 p.m.][][Nothing object]");
  });

  it("print what the engine says where nothing is found [TPL-07]", async () => {
    const engine = new Engine({ stringIfInvalid: "no %s!" });

    expect(await engine.fromString("{{ a.b }}|{{ a|upper }}").render()).toBe("no a.b!|no a!");
  });
});

describe("escaping", () => {
  it("covers every variable, but no safe text and no literal [TPL-05]", async () => {
    const output = await render("{{ a }}{{ b }}{{ c|default:'<i>' }}{{ a|safe }}", {
      a: `<&>"'`,
      b: markSafe("<b>"),
      c: "",
    });

    expect(output).toBe(`&lt;&amp;&gt;&quot;&#x27;<b><i><&>"'`);
  });

  it("is switched by a tag, for what is included too [TPL-21]", async () => {
    const engine = engineOf({
      main: "{% autoescape off %}{{ a }}{% include 'part' %}{% endautoescape %}{{ a }}",
      part: "{{ a }}",
    });

    expect(await engine.renderToString("main", { a: "<" })).toBe("<<&lt;");
  });
});

describe("awaiting", () => {
  const later = async <Value>(value: Value): Promise<Value> => await Promise.resolve(value);

  it("waits for promises wherever they appear, in order and once", async () => {
    const calls: string[] = [];
    const load = (name: string) => async (): Promise<string> => {
      calls.push(name);
      return await later(name);
    };

    const output = await render(
      "{{ a }}{% if b %}!{% endif %}{{ c|upper }}{% for x in list %}{{ x }}{% endfor %}",
      { a: load("a"), b: load("b"), c: load("c"), list: later(["x", later("y")]) },
    );

    expect(output).toBe("a!Cxy");
    expect(calls).toEqual(["a", "b", "c"]);
  });

  it("follows a path through values that come later", async () => {
    const book = { author: later({ name: later("Eco") }) };

    expect(await render("{{ book.author.name }}", { book: later(book) })).toBe("Eco");
  });

  it("asks a queryset for its methods before it loads it", async () => {
    let loaded = 0;
    const rows = {
      count: () => 7,
      // oxlint-disable-next-line unicorn/no-thenable -- a queryset is awaited
      then(resolve: (rows: string[]) => void): void {
        loaded += 1;
        resolve(["a", "b"]);
      },
      async *[Symbol.asyncIterator](): AsyncGenerator<string> {
        yield* await later(["a", "b"]);
      },
    };

    expect(await render("{{ books.count }}", { books: rows })).toBe("7");
    expect(loaded).toBe(0);
    expect(await render("{{ books|length }}{{ books.1 }}", { books: rows })).toBe("2b");
  });

  it("runs over what is iterated asynchronously", async () => {
    async function* numbers(): AsyncGenerator<number> {
      yield await later(1);
      yield 2;
    }

    expect(await render("{% for n in n %}{{ n }}{% endfor %}", { n: numbers() })).toBe("12");
  });

  it("leaves data alone that only looks like a promise [ADV-113]", async () => {
    expect(await render("{{ o.then }}{{ o.x }}", { o: { then: 1, x: 2 } })).toBe("12");
  });

  it("gives the output at once when nothing must be awaited", () => {
    expect(engineOf().fromString("{{ a }}").renderSync({ a: 1 })).toBe("1");
    expect(() =>
      engineOf()
        .fromString("{{ a }}")
        .renderSync({ a: later(1) }),
    ).toThrow(TemplateNeedsAwait);
  });
});

describe("inheritance", () => {
  const base = "<{% block title %}base{% endblock %}|{% block body %}{% endblock body %}>";

  it("replaces blocks over several levels, with block.super [TPL-09] [TPL-10]", async () => {
    const engine = engineOf({
      base,
      middle: "{% extends 'base' %}{% block title %}middle {{ block.super }}{% endblock %}",
      leaf: "{% extends 'middle' %}{% block title %}leaf {{ block.super }}{% endblock %}{% block body %}{{ x }}{% endblock %}",
    });

    expect(await engine.renderToString("leaf", { x: 1 })).toBe("<leaf middle base|1>");
  });

  it("takes variables, templates and relative paths [TPL-09]", async () => {
    const engine = engineOf({
      "a/base": base,
      "a/b/leaf": "{% extends '../base' %}{% block title %}x{% endblock %}",
      dynamic: "{% extends parent %}",
    });

    expect(await engine.renderToString("a/b/leaf")).toBe("<x|>");
    expect(await engine.renderToString("dynamic", { parent: "a/base" })).toBe("<base|>");
    expect(await engine.renderToString("dynamic", { parent: engine.getTemplate("a/base") })).toBe(
      "<base|>",
    );
  });

  it("shows a block to what it includes", async () => {
    const engine = engineOf({
      base,
      leaf: "{% extends 'base' %}{% block title %}[{% include 'part' %}]{% endblock %}",
      part: "{{ block.super }}",
    });

    expect(await engine.renderToString("leaf")).toBe("<[base]|>");
  });

  it("must come first and only once [TPL-09]", () => {
    expect(syntaxError("{% if 1 %}{% endif %}{% extends 'base' %}").message).toContain(
      "must be the first tag",
    );
    expect(syntaxError("{% extends 'a' %}{% extends 'b' %}").message).toContain("first tag");
  });

  it("refuses a block name twice [TPL-10]", () => {
    expect(syntaxError("{% block a %}{% endblock %}{% block a %}{% endblock %}").message).toContain(
      'A block named "a" appears more than once',
    );
  });

  it("ends a circle of includes with a clear error", async () => {
    const engine = engineOf({ a: "{% include 'b' %}", b: "{% include 'a' %}" });

    await expect(engine.renderToString("a")).rejects.toThrow(TemplateRecursionError);
  });
});

describe("{% include %}", () => {
  it("sees the context, adds values, or sees only those [TPL-11]", async () => {
    const engine = engineOf({
      main: "{% include 'p' %}{% include 'p' with b=2 %}{% include 'p' with b=2 only %}{% include names %}",
      p: "[{{ a }}{{ b }}]",
    });

    expect(await engine.renderToString("main", { a: 1, names: ["none", "p"] })).toBe(
      "[1][12][2][1]",
    );
  });

  it("fails where the template is not there [TPL-11]", async () => {
    const engine = engineOf({ main: "{% include 'gone' %}" });

    await expect(engine.renderToString("main")).rejects.toThrow(TemplateDoesNotExist);
  });
});

describe("{% for %}", () => {
  it("counts, nests and reverses [TPL-12] [TPL-13]", async () => {
    const output = await render(
      "{% for row in rows %}{% for x in row reversed %}{{ forloop.parentloop.counter }}{{ forloop.counter0 }}{{ forloop.revcounter }}{{ x }}{% if not forloop.last %},{% endif %}{% endfor %};{% endfor %}",
      { rows: [["a", "b"], ["c"]] },
    );

    expect(output).toBe("102b,111a;201c;");
  });

  it("has a part for nothing [TPL-12]", async () => {
    expect(await render("{% for x in none %}{{ x }}{% empty %}nothing{% endfor %}")).toBe(
      "nothing",
    );
  });

  it("unpacks, and refuses another number of values [TPL-12]", async () => {
    const text = "{% for a, b in pairs %}{{ a }}{{ b }} {% endfor %}";

    expect(await render(text, { pairs: [[1, 2], "xy"] })).toBe("12 xy ");
    await expect(render(text, { pairs: [[1, 2, 3]] })).rejects.toThrow(TemplateValueError);
  });

  it("keeps what tags set in its own scope", async () => {
    const output = await render(
      "{% for x in list %}{% cycle 'a' 'b' as c %}{{ x }}{% endfor %}[{{ c }}]{{ x }}",
      { list: [1, 2], x: "outer" },
    );

    expect(output).toBe("a1b2[]outer");
  });
});

describe("{% if %}", () => {
  it.each([
    ["1 and not 0 or 0", "y"],
    ["1 or 0 and 0", "y"],
    ["not 1 or 1", "y"],
    ["2 in list", "y"],
    ["3 not in list", "y"],
    ["'ell' in 'hello'", "y"],
    ["a == 'x' and b != 'x'", "y"],
    ["1 < 2", "y"],
    ["1 < 'a'", "n"],
    ["missing is None", "y"],
    ["list is not None", "y"],
    ["name|length >= 3", "y"],
    ["missing > 3", "n"],
    ["empty", "n"],
  ])("finds %s [TPL-14]", async (condition, expected) => {
    const data = { list: [1, 2], a: "x", b: "y", name: "Eco", empty: {} };

    expect(await render(`{% if ${condition} %}y{% else %}n{% endif %}`, data)).toBe(expected);
  });

  it("takes the first branch that holds [TPL-14]", async () => {
    const text = "{% if n == 1 %}one{% elif n == 2 %}two{% else %}many{% endif %}";

    expect(await render(text, { n: 2 })).toBe("two");
    expect(await render(text, { n: 5 })).toBe("many");
  });
});

describe("partials", () => {
  const templates = {
    page: "{% partialdef row inline %}<{{ x }}>{% endpartialdef %}{% partial row %}",
    other: "{% include 'page#row' %}",
  };

  it("are defined, used and found by name [TPL-35] [TPL-36]", async () => {
    const engine = engineOf(templates);

    expect(await engine.renderToString("page", { x: 1 })).toBe("<1><1>");
    expect(await engine.renderToString("page#row", { x: 2 })).toBe("<2>");
    expect(await engine.renderToString("other", { x: 3 })).toBe("<3>");
  });

  it("are an error when nobody defines them [TPL-35]", () => {
    expect(
      syntaxError("{% partialdef row %}{% endpartialdef %}{% partial rwo %}").message,
    ).toContain('Did you mean "row"?');
    expect(() => engineOf(templates).getTemplate("page#rwo")).toThrow('Did you mean "page#row"?');
  });
});

describe("custom tags and filters", () => {
  it.each([{ builtins: ["catalog.tags"] }, { libraries: { shelf: "catalog.tags" } }])(
    "refuses %j, which is no library",
    (options) => {
      expect(() => new Engine(options as object).libraries).toThrow(
        /^The option (?:builtins\[0\]|libraries\.shelf) of the templates is no Library: "catalog\.tags"\./,
      );
    },
  );

  const register = new Library()
    .filter("initial", (name: string) => name.charAt(0), { stringFilter: true })
    .filter("later", async (value: unknown) => await Promise.resolve(value))
    .simpleTag(
      "greet",
      (name: string, options?: { mark: string }) => `<${name}${options?.mark ?? ""}>`,
    )
    .simpleTag("whoami", (context: Context) => context.get("me"), { takesContext: true })
    .simpleBlockTag("loud", (content) => String(content).toUpperCase())
    .inclusionTag("card", "card.html", (title: string) => ({ title }));

  it("are loaded by library, and only into the template that asks [TPL-17] [TPL-70]", async () => {
    const engine = engineOf(
      { a: "{% load own %}{{ 'Eco'|initial }}", b: "{{ 'Eco'|initial }}" },
      { own: register },
    );

    expect(await engine.renderToString("a")).toBe("E");
    expect(() => engine.getTemplate("b")).toThrow("write {% load own %} first");
  });

  it("print escaped, or keep the value [TPL-72]", async () => {
    const engine = engineOf(
      {
        a: "{% load greet whoami from own %}{% greet 'x' mark='!' %}{% greet 'y' as g %}{{ g }}{% whoami %}",
      },
      { own: register },
    );

    expect(await engine.renderToString("a", { me: "&" })).toBe("&lt;x!&gt;&lt;y&gt;&amp;");
  });

  it("refuse to be called without the value that they need", () => {
    const engine = engineOf(
      { a: "{% load own %}{% greet %}", b: "{% load own %}{% card %}" },
      { own: register },
    );

    expect(() => engine.getTemplate("a")).toThrow("{% greet %} takes at least 1 value, but got 0.");
    expect(() => engine.getTemplate("b")).toThrow("{% card %} takes at least 1 value, but got 0.");
  });

  it("refuse names that they do not have, when those are listed", async () => {
    const named = new Library().simpleTag(
      "stars",
      (count: number, { of = 5 }: { of?: number } = {}) => `${count}/${of}`,
      { parameters: ["count"], named: ["of"] },
    );
    const engine = engineOf(
      {
        a: "{% load own %}{% stars count=4 of=6 %}",
        b: "{% load own %}{% stars 4 off=6 %}",
        c: "{% load own %}{% stars of=6 %}",
      },
      { own: named },
    );

    expect(await engine.renderToString("a")).toBe("4/6");
    expect(() => engine.getTemplate("b")).toThrow(
      /\{% stars %\} takes no value named "off"\.\n.*Did you mean "of"/,
    );
    expect(() => engine.getTemplate("c")).toThrow(/at least 1 value.*\n.*Missing: count/);
  });

  it("render a template of their own with their data alone [TPL-73]", async () => {
    const engine = engineOf(
      { a: "{% load own %}{% card 'x' %}", "card.html": "[{{ title }}{{ hidden }}]" },
      { own: register },
    );

    expect(await engine.renderToString("a", { hidden: 1 })).toBe("[x]");
  });

  it("may be asynchronous and have contents [TPL-71] [TPL-74]", async () => {
    const engine = engineOf(
      { a: "{% load own %}{{ 1|later }}{% loud %}<b>{{ x }}</b>{% endloud %}" },
      { own: register },
    );

    expect(await engine.renderToString("a", { x: "é" })).toBe("1&lt;B&gt;É&lt;/B&gt;");
  });
});

describe("errors", () => {
  it("name the tag that is open and how to mend it [TPL-06]", () => {
    const error = syntaxError("<ul>\n{% if user.isStaff %}\n  {% endfor %}");

    expect(error.message).toBe(
      "main:3:3: {% endfor %} closes nothing; the open tag is {% if user.isStaff %} (line 2), which expects {% elif %} or {% else %} or {% endif %}.\n" +
        "  Close {% if %} with {% endif %} before {% endfor %}.",
    );
    expect(error).toMatchObject({ template: "main", line: 3, column: 3 });
    expect(error.sourceLines).toContainEqual({ number: 3, text: "  {% endfor %}", isCause: true });
  });

  it.each([
    ["{% fro x in y %}", 'Did you mean "for"'],
    ["{{ x|uper }}", 'Did you mean "upper"'],
    ["{% for x in y %}", "is never closed"],
    ["{% load humanise %}", "no registered tag library"],
    ["{{ x|upper:1 }}", "takes no argument"],
    ["{{ x|add }}", "needs an argument"],
    ["{{ }}", "is empty"],
    ["{% %}", "is empty"],
    ["{{ a b }}", "Could not parse the remainder"],
    ["{% if a == %}", "ends too early"],
  ])("explain %s [TPL-06]", (text, expected) => {
    expect(syntaxError(text).message).toContain(expected);
  });

  it("of a missing template name the nearest and every place [TPL-64]", () => {
    const engine = engineOf({ "catalog/book_list.html": "", "base.html": "" });

    expect(() => engine.getTemplate("catalog/book_lst.html")).toThrow(
      'There is no template "catalog/book_lst.html".\n  Did you mean "catalog/book_list.html"? Templates: catalog/book_list.html, base.html.\n  Tried:\n    catalog/book_lst.html (is not there)',
    );
  });

  it("while rendering remember the templates and lines they passed", async () => {
    const engine = engineOf({ main: "\n\n {% include 'part' %}", part: "\n{{ f.x }}" });
    const fails = (): never => {
      throw new RangeError("broken");
    };

    const error: unknown = await engine
      .renderToString("main", { f: { x: fails } })
      .catch((e: unknown) => e);

    expect(
      templateFrames(error).map(({ template, line, column }) => [template, line, column]),
    ).toEqual([
      ["part", 2, 1],
      ["main", 3, 2],
    ]);
  });
});

describe("Context", () => {
  it("is a stack of layers [TPL-08]", () => {
    const context = new Context({ a: 1 });

    context.push({ a: 2, b: 3 });
    context.setUpward("a", 4);
    context.set("c", 5);

    expect({ ...context.flatten() }).toEqual({ a: 4, b: 3, c: 5 });
    context.pop();
    expect(context.get("a")).toBe(1);
    expect(context.setDefault("d", 6)).toBe(6);
    expect(() => {
      context.pop();
    }).toThrow("more often than push()");
  });
});
