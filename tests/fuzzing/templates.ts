import { NuagesError } from "nuages/errors";
import { type ContextData, Engine, MemoryLoader } from "nuages/template";

/** Templates that use every tag, to be mutated. */
const SEEDS: readonly string[] = [
  "{{ a.b.c|default:'x'|upper }}{{ list.0 }}{{ n|add:2 }}{{ _('Yes')|lower }}",
  "{% for x in list reversed %}{{ forloop.counter }}{{ x|title }}{% empty %}none{% endfor %}",
  "{% for k, v in d.items %}{% if k == 'a' and not v in list or n >= 3 %}{{ k }}{% elif v %}{% else %}-{% endif %}{% endfor %}",
  "{% extends 'base' %}{% block a %}{{ block.super }}x{% endblock a %}{% block b %}{% endblock %}",
  "{% include 'part' with a=list only %}{% include name %}{% with x=n y='z' %}{{ x }}{{ y }}{% endwith %}",
  "{% cycle 'a' n as c silent %}{{ c }}{% resetcycle c %}{% firstof a.b 'x' as f %}{{ f }}",
  "{% ifchanged n %}{{ n }}{% else %}{% endifchanged %}{% regroup list by 0 as g %}{% for x in g %}{{ x.grouper }}{% endfor %}",
  "{% filter upper|truncatewords:2 %}a b c{% endfilter %}{% spaceless %}<a> <b> </b>{% endspaceless %}",
  "{% verbatim x %}{{ y }}{% endverbatim x %}{% comment %}{% if %}{% endcomment %}{# note #}{% templatetag openblock %}",
  "{% load i18n l10n tz %}{% translate 'Yes' as y %}{% blocktranslate count n=n with b=a %}{{ n }}{% plural %}{{ b }}{% endblocktranslate %}",
  "{% load tz %}{% timezone 'Europe/Paris' %}{{ when|date:'Y-m-d H:i T' }}{% endtimezone %}{% localtime off %}{{ when }}{% endlocaltime %}",
  "{% partialdef p inline %}{{ n }}{% endpartialdef %}{% partial p %}{% now 'Y' as year %}{{ year }}",
  "{% widthratio n 10 100 as w %}{{ w }}{% lorem 2 w %}{% csrf_token %}{% autoescape off %}{{ html }}{% endautoescape %}",
  "{{ html|striptags|urlize|linebreaks|safe }}{{ n|floatformat:'2g' }}{{ list|join:', '|slice:':2' }}{{ html|truncatechars_html:3 }}",
];

const PIECES: readonly string[] = [
  ..."{{ }} {% %} {# #} | : ' \" . , = ( ) _( \\ \n \u2028 \ud800 `".split(" "),
  ..."if endif else for endfor in not and or is None block endblock extends include with as only".split(
    " ",
  ),
  ..."constructor __proto__ ${x} */ </script> 1e309 -0 😀".split(" "),
  " ",
  "",
];

/** Numbers between 0 and 1 that are the same in every run. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

function mutate(text: string, random: () => number): string {
  const place = (limit: number): number => Math.floor(random() * limit);
  const from = place(text.length + 1);
  const to = Math.min(text.length, from + place(12));
  const other = SEEDS[place(SEEDS.length)] ?? "";
  switch (place(5)) {
    case 0:
      return text.slice(0, from) + text.slice(to);
    case 1:
      return text.slice(0, from) + (PIECES[place(PIECES.length)] ?? "") + text.slice(from);
    case 2:
      return text.slice(0, to) + text.slice(from);
    case 3:
      return text.slice(0, from) + other.slice(place(other.length));
    default:
      return text.slice(0, from) + (PIECES[place(PIECES.length)] ?? "") + text.slice(to);
  }
}

function values(): ContextData {
  return {
    a: { b: { c: "deep" } },
    d: { a: 1, b: [2] },
    html: "<b>x & y</b> www.a.org",
    list: ["b", "a", "c"],
    n: 3,
    name: "part",
    later: Promise.resolve("soon"),
    when: new Date(0),
  };
}

const base = {
  base: "[{% block a %}base{% endblock %}|{% block b %}{% endblock %}]",
  part: "({{ a }}{{ n }})",
};

/**
 * Renders mutated templates; each either renders or raises an error of ours. Gives what broke that rule.
 */
export async function fuzzTemplates(count: number, seed: number): Promise<string[]> {
  const random = seededRandom(seed);
  const broken: string[] = [];
  for (let index = 0; index < count; index += 1) {
    let text = SEEDS[Math.floor(random() * SEEDS.length)] ?? "";
    for (let times = 1 + Math.floor(random() * 4); times > 0; times -= 1)
      text = mutate(text, random);
    const engine = new Engine({
      loaders: [new MemoryLoader({ ...base, main: text })],
      debug: false,
    });
    try {
      const output = await engine.renderToString("main", values());
      if (output.length > 200_000)
        broken.push(`${JSON.stringify(text)} gives ${output.length} characters`);
    } catch (error) {
      if (!(error instanceof NuagesError))
        broken.push(`${JSON.stringify(text)} raises ${String(error)}`);
    }
  }
  return broken;
}
