import type { Field } from "./field.ts";

/** One choice, `[value, label]`, or a named group of choices. */
export type Choice = readonly [unknown, string | readonly (readonly [unknown, string])[]];

type Label = string | { toString(): string };
type Pair = readonly [unknown, Label | readonly (readonly [unknown, Label])[]];

/** Choices of a field: pairs, groups of pairs, an object value → label, an enumeration, or a function that gives one of these. */
export type ChoicesOption =
  | readonly Pair[]
  | Readonly<Record<string, Label | Readonly<Record<string, Label>>>>
  | { readonly choices: readonly Pair[] }
  | (() => readonly Pair[] | Readonly<Record<string, Label>>);

/** The empty choice that forms add. */
export const blankChoice: readonly Choice[] = [["", "---------"]];

function isPairs(value: unknown): value is readonly Pair[] {
  return Array.isArray(value);
}

function normalize(entries: readonly Pair[]): Choice[] {
  return entries.map(([value, label]) =>
    isPairs(label)
      ? [value, normalize(label) as readonly (readonly [unknown, string])[]]
      : [value, typeof label === "object" && !("toString" in label) ? "" : String(label)],
  );
}

function fromRecord(record: Readonly<Record<string, unknown>>): Pair[] {
  return Object.entries(record).map(([key, label]) =>
    typeof label === "object" && label !== null && Object.getPrototypeOf(label) === Object.prototype
      ? [
          key,
          fromRecord(label as Record<string, unknown>) as readonly (readonly [unknown, Label])[],
        ]
      : [key, String(label)],
  );
}

/** The choices of a field as pairs, whatever form they were given in. Keys of objects become the field's kind of value. */
export function resolveChoices(field: Field, given: ChoicesOption): readonly Choice[] {
  const value = typeof given === "function" && !("choices" in given) ? given() : given;
  if (isPairs(value)) return normalize(value);
  if ("choices" in value && isPairs(value.choices)) return normalize(value.choices);
  const convert = (pairs: readonly Pair[]): Pair[] =>
    pairs.map(([key, label]) =>
      isPairs(label) ? [key, convert(label) as typeof label] : [field.toPython(key), label],
    );
  return normalize(convert(fromRecord(value as Record<string, unknown>)));
}

/** All `[value, label]` pairs, without their groups. */
export function flattenChoices(choices: readonly Choice[]): (readonly [unknown, string])[] {
  return choices.flatMap(([value, label]) =>
    typeof label === "string" ? [[value, label] as const] : [...label],
  );
}

/** A member of an enumeration of choices. */
export interface EnumerationMember<V> {
  readonly name: string;
  readonly value: V;
  readonly label: string;
}

type ValueIn<Entry> = Entry extends readonly [infer V, ...unknown[]] ? V : Entry;

/** An enumeration made by {@link choices}: its values by name, and lists of what it holds. */
export type Enumeration<E extends Readonly<Record<string, unknown>>> = {
  readonly [K in keyof E]: ValueIn<E[K]>;
} & {
  /** `[value, label]` pairs: what a field's `choices` option takes. */
  readonly choices: readonly (readonly [ValueIn<E[keyof E]>, string])[];
  readonly labels: readonly string[];
  readonly values: readonly ValueIn<E[keyof E]>[];
  readonly names: readonly (keyof E & string)[];
  readonly members: readonly EnumerationMember<ValueIn<E[keyof E]>>[];
  /** Is `value` one of the values? */
  has(value: unknown): value is ValueIn<E[keyof E]>;
  /** The label of a value; the value as text when it is none of them. */
  label(value: unknown): string;
};

/**
 * An enumeration with labels, Django's `TextChoices` and `IntegerChoices` in one:
 * `const Status = choices({ LOAN: ["o", "On loan"], FREE: "a" })` gives `Status.LOAN === "o"`,
 * `Status.choices`, `Status.labels`. Without a label the words of the name are it.
 */
export function choices<const E extends Readonly<Record<string, unknown>>>(
  entries: E,
  { empty }: { readonly empty?: string } = {},
): Enumeration<E> {
  const members = Object.entries(entries).map(([name, entry]) => {
    const [value, label] = Array.isArray(entry)
      ? (entry as [unknown, unknown?])
      : [entry, undefined];
    return { name, value, label: label === undefined ? labelOf(name) : String(label) };
  });
  const pairs: [unknown, string][] = members.map(({ value, label }) => [value, label]);
  const known = new Map(pairs.map(([value, label]) => [value, label]));
  const all = empty === undefined ? pairs : [[null, empty] as [unknown, string], ...pairs];
  const enumeration: Record<string, unknown> = {
    choices: all,
    labels: all.map(([, label]) => label),
    values: all.map(([value]) => value),
    names: members.map(({ name }) => name),
    members,
    has: (value: unknown) => known.has(value),
    label: (value: unknown) => known.get(value) ?? String(value),
  };
  for (const { name, value } of members) enumeration[name] = value;
  // Built from the entries one by one: each name has its value, each list its members.
  return Object.freeze(enumeration) as Enumeration<E>;
}

function labelOf(name: string): string {
  return name
    .split("_")
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
    .join(" ");
}
