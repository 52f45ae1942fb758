type Together = readonly (readonly string[])[];

/** Lists of `a` that are not in `b`. */
export function missingIn(a: Together, b: Together): (readonly string[])[] {
  const known = new Set(b.map((names) => names.join("\0")));
  return a.filter((names) => !known.has(names.join("\0")));
}
