import type { Schema } from "./schema.ts";

/** `due_back` → `dueBack`; a leading or trailing underscore stays. */
function camel(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])_([a-z0-9])/gi, (_, next: string) => next.toUpperCase());
}

function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

const JSON_LOOKUPS: ReadonlySet<string> = new Set([
  "has_key",
  "has_keys",
  "has_any_keys",
  "contained_by",
]);

/** Names that our models refuse for fields: these get another, and keep their column by `dbColumn`. */
const REFUSED: ReadonlyMap<string, string> = new Map([["meta", "metaData"]]);

/**
 * Spells the oracle's names as ours: snake_case becomes camelCase, and what Django makes of a model's
 * name in lower case (`taggeditem_set`) keeps the words of the name (`taggedItemSet`).
 */
export class Names {
  readonly #ours = new Map<string, string>();
  readonly #theirs = new Map<string, string>();
  readonly #json = new Set<string>();

  constructor(schema: Schema) {
    for (const { name } of schema.models) {
      const lower = name.toLowerCase();
      for (const suffix of ["", "_set", "_ptr", "_ptr_id", "_id"])
        this.#learn(lower + suffix, camel(lowerFirst(name) + suffix));
    }
    for (const model of schema.models)
      for (const { name, attname, type } of model.fields) {
        for (const theirs of [name, attname ?? name]) this.segment(theirs);
        if (type === "JSONField") this.#json.add(name);
      }
  }

  #learn(theirs: string, ours: string): void {
    this.#ours.set(theirs, ours);
    this.#theirs.set(ours, theirs);
  }

  /** One name: a field, an annotation, an accessor. */
  segment(theirs: string): string {
    const known = this.#ours.get(theirs);
    if (known !== undefined) return known;
    const ours = REFUSED.get(theirs) ?? camel(theirs);
    this.#learn(theirs, ours);
    return ours;
  }

  /** Whether a field cannot bear its own name. */
  refuses(theirs: string): boolean {
    return REFUSED.has(theirs);
  }

  /** A path of names with `__` between them, perhaps with a minus before it. Keys of JSON stay as they are. */
  path(theirs: string): string {
    const sign = theirs.startsWith("-") ? "-" : "";
    let inJson = false;
    const names = theirs
      .slice(sign.length)
      .split("__")
      .map((name) => {
        const ours = inJson && !JSON_LOOKUPS.has(name) ? name : this.segment(name);
        inJson ||= this.#json.has(name);
        return ours;
      });
    return sign + names.join("__");
  }

  /** The keys of an object as paths of ours. */
  keys(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(object).map(([key, value]) => [this.path(key), value]),
    );
  }

  /** The oracle's spelling of a path of ours. */
  back(ours: string): string {
    return ours
      .split("__")
      .map((name) => this.#theirs.get(name) ?? name)
      .join("__");
  }
}
