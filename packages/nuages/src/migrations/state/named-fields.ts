import { Condition, Expression, FieldReference } from "../../db/index.ts";

/** An index or a constraint. */
interface Deconstructible {
  deconstruct(): { readonly args: readonly unknown[] };
}

/** The first names of the paths that an index or a constraint is made of: fields, or their columns. */
export function namedFields(part: Deconstructible): ReadonlySet<string> {
  const names = new Set<string>();
  for (const value of Object.values(part.deconstruct().args[0] as object)) collect(value, names);
  return names;
}

/** `-title__lower` → `title`. */
function firstName(path: string): string {
  return path.replace(/^-/, "").split("__", 1)[0] ?? "";
}

/** Texts are names only in lists: alone they are something else, such as the name of the index. */
function collect(value: unknown, names: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value)
      if (typeof item === "string") names.add(firstName(item));
      else collect(item, names);
  } else if (value instanceof Expression) {
    for (const inner of value.flatten()) {
      if (inner instanceof FieldReference) names.add(firstName(inner.path));
      for (const condition of Object.values(inner))
        if (condition instanceof Condition) collect(condition, names);
    }
  } else if (value instanceof Condition) {
    for (const child of value.children)
      if (child instanceof Condition || child instanceof Expression) collect(child, names);
      else {
        names.add(firstName(child.path));
        collect(child.value, names);
      }
  }
}
