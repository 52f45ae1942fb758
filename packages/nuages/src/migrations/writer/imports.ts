import { quoted } from "./layout.ts";

/** Collects what a file imports; names that clash get a number. */
export class Imports {
  /** Local names by exported name, by module. */
  readonly #modules = new Map<string, Map<string, string>>();
  readonly #taken = new Set<string>();

  /** The name by which the file knows an export of a module; `default` is the default export. */
  add(module: string, exported: string, suggested: string = exported): string {
    const names = this.#modules.get(module) ?? new Map<string, string>();
    this.#modules.set(module, names);
    const known = names.get(exported);
    if (known !== undefined) return known;
    let local = suggested;
    for (let count = 2; this.#taken.has(local); count += 1) local = `${suggested}${count}`;
    this.#taken.add(local);
    names.set(exported, local);
    return local;
  }

  /** The import declarations: packages before files, each in the order of the alphabet. */
  lines(): string[] {
    return [...this.#modules]
      .sort(([a], [b]) => Number(a.startsWith(".")) - Number(b.startsWith(".")) || compare(a, b))
      .map(([module, names]) => declaration(module, names));
  }
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function declaration(module: string, names: ReadonlyMap<string, string>): string {
  const own = names.get("default");
  const named = [...names]
    .filter(([exported]) => exported !== "default")
    .sort(([a], [b]) => compare(a.toLowerCase(), b.toLowerCase()) || compare(a, b))
    .map(([exported, local]) => (exported === local ? exported : `${exported} as ${local}`));
  const list = named.length === 0 ? [] : [`{ ${named.join(", ")} }`];
  const line = `import ${[...(own === undefined ? [] : [own]), ...list].join(", ")} from ${quoted(module)};`;
  if (line.length <= 100) return line;
  return `import ${own === undefined ? "" : `${own}, `}{\n${named.map((name) => `  ${name},\n`).join("")}} from ${quoted(module)};`;
}
