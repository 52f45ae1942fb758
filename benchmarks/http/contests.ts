/** What a contestant is to reach: its share of the requests of another one, in the same round. */
export type Goals = Readonly<Record<string, number>>;

/** A server that takes part. */
export interface Contestant {
  readonly name: string;
  /** Below `servers/`. */
  readonly file: string;
  readonly args?: readonly string[];
  readonly goals?: Goals;
}

/** Servers that answer the same request, and take turns. */
export interface Contest {
  readonly name: string;
  readonly path: string;
  readonly contestants: readonly Contestant[];
  /** What of an answer must be the same for all. */
  essence(answer: string): string;
}

function bodyOf(answer: string): string {
  return answer.slice(answer.indexOf("\r\n\r\n") + 4);
}

/** The page without the differences that nobody sees. */
function visiblePart(html: string): string {
  return html
    .replaceAll(/>\s+|\s+</g, (space) => space.trim())
    .replaceAll(/&#(?:x27|39);/g, "'")
    .replaceAll(/href="([^"]*[^"/])\/"|action="([^"]*[^"/])\/"/g, (all) => all.replace('/"', '"'));
}

export const CONTESTS: readonly Contest[] = [
  {
    name: "hello",
    path: "/json/",
    essence: (answer) => JSON.stringify(JSON.parse(bodyOf(answer))),
    contestants: [
      { name: "node:http", file: "raw.ts" },
      { name: "Fastify", file: "fastify.ts" },
      { name: "Nuages", file: "nuages.ts", goals: { "node:http": 0.95, Fastify: 0.97 } },
      {
        name: "Nuages, 500 routes",
        file: "nuages.ts",
        args: ["routes"],
        goals: { Nuages: 1 / 1.1 },
      },
      {
        name: "Nuages, middleware",
        file: "nuages.ts",
        args: ["middleware"],
        goals: { Nuages: 1 / 1.5 },
      },
    ],
  },
  {
    name: "page",
    path: "/books/",
    essence: (answer) => visiblePart(bodyOf(answer)),
    contestants: [
      { name: "Fastify, plugins, Eta", file: "fastify-page.ts" },
      { name: "AdonisJS, Lucid, Edge", file: "adonis-page.ts" },
      {
        name: "Nuages",
        file: "nuages-page.ts",
        goals: { "Fastify, plugins, Eta": 1, "AdonisJS, Lucid, Edge": 3 },
      },
    ],
  },
];
