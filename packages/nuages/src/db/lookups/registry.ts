/** A class of lookups or transforms as the registry keeps it. */
export interface LookupClass {
  readonly lookupName: string;
  readonly kind: "lookup" | "transform";
}

const REGISTRY = new WeakMap<object, Map<string, LookupClass[]>>();

/** Registers `lookup` under `name` for everything whose prototype chain holds `owner`. */
export function registerLookup(owner: object, name: string, lookup: LookupClass): void {
  let names = REGISTRY.get(owner);
  if (names === undefined) {
    names = new Map();
    REGISTRY.set(owner, names);
  }
  const others = (names.get(name) ?? []).filter((other) => other.kind !== lookup.kind);
  names.set(name, [...others, lookup]);
}

const FALLBACKS = new WeakMap<object, (name: string) => LookupClass>();

/** Gives `owner` a transform for every name that is no other: the keys of JSON. */
export function registerFallback(owner: object, make: (name: string) => LookupClass): void {
  FALLBACKS.set(owner, make);
}

function fallbackOf(subject: object, name: string): LookupClass | undefined {
  let owner: object | null = subject;
  while (owner !== null) {
    const make = FALLBACKS.get(owner);
    if (make !== undefined) return make(name);
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  return undefined;
}

/** Takes a lookup out again; for tests of lookups. */
export function unregisterLookup(owner: object, name: string): void {
  REGISTRY.get(owner)?.delete(name);
}

/** The lookup or transform called `name` of `subject` or of the nearest class above it. */
export function findLookup(
  subject: object,
  name: string,
  kind: LookupClass["kind"],
): LookupClass | undefined {
  let owner: object | null = subject;
  while (owner !== null) {
    const found = REGISTRY.get(owner)
      ?.get(name)
      ?.find((lookup) => lookup.kind === kind);
    if (found !== undefined) return found;
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  return kind === "transform" ? fallbackOf(subject, name) : undefined;
}

/** Names of all lookups and transforms of `subject`, sorted. */
export function lookupNames(subject: object): string[] {
  const names = new Set<string>();
  let owner: object | null = subject;
  while (owner !== null) {
    for (const name of REGISTRY.get(owner)?.keys() ?? []) names.add(name);
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  return [...names].sort();
}
