/** The objects that `source` takes its members from, itself first, up to before `stop`. */
function ownersOf(source: object, stop: object): object[] {
  const owners: object[] = [];
  for (
    let owner: object | null = source;
    owner !== null && owner !== stop && owner !== Object.prototype && owner !== Function.prototype;
    owner = Object.getPrototypeOf(owner) as object | null
  )
    owners.push(owner);
  return owners;
}

/**
 * Copies onto `target`, which extends the first of `sources`, the members of the others. As in
 * Python, what an earlier one declares wins; what several share comes after all of them.
 */
export function mixIn(
  target: object,
  sources: readonly object[],
  { stop, skip }: { readonly stop: object; readonly skip: ReadonlySet<PropertyKey> },
): void {
  const chains = sources.map((source) => ownersOf(source, stop));
  const [first = [], ...others] = chains;
  others.forEach((chain, index) => {
    const later = others.slice(index + 1);
    const before = first.filter((owner) => !chain.includes(owner));
    for (const owner of chain) {
      if (first.includes(owner) || later.some((other) => other.includes(owner))) continue;
      for (const name of Reflect.ownKeys(owner)) {
        const taken = [target, ...before].some((one) => Object.hasOwn(one, name));
        const descriptor = Object.getOwnPropertyDescriptor(owner, name);
        if (taken || skip.has(name) || descriptor === undefined) continue;
        Object.defineProperty(target, name, descriptor);
      }
    }
  });
}
