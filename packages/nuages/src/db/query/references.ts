import { FieldError, InvalidValue } from "../errors.ts";
import { Col, Ref } from "../expressions/columns.ts";
import type { Expression, ResolveOptions } from "../expressions/expression.ts";
import { columnAt, setupJoins, transformed, trimJoins } from "./paths.ts";
import type { Query } from "./query.ts";

/** Does an expression read a table that had to be joined? */
function readsJoins(query: Query, expression: Expression): boolean {
  for (const inner of expression.flatten()) {
    if (inner instanceof Col && query.tables.get(inner.alias)?.joinType !== undefined) return true;
  }
  return false;
}

/** What `F(path)` means in a query: an annotation, or a column, across relations, with transforms. */
export function resolveReference(query: Query, path: string, options: ResolveOptions): Expression {
  const { allowJoins = true, reuse, summarize = false } = options;
  const names = path.split("__");
  const annotation = query.annotations.get(path) ?? query.annotations.get(names[0] ?? "");
  if (annotation !== undefined) {
    if (!allowJoins && readsJoins(query, annotation)) throw joinsForbidden();
    const rest = query.annotations.has(path) ? [] : names.slice(1);
    if (
      summarize &&
      !query.selectedAnnotations().some(([name]) => name === names[0] || name === path)
    ) {
      throw new FieldError(`Cannot aggregate over the "${names[0] ?? path}" alias.`, {
        hint: "Use annotate() in place of alias() to promote it.",
      });
    }
    if (summarize && rest.length === 0) return new Ref(path, annotation);
    return transformed(annotation, rest, path);
  }
  const joined = setupJoins(
    query,
    names,
    { meta: query.meta, alias: query.initialAlias() },
    { reuse },
  );
  const trimmed = trimJoins(query, joined);
  if (!allowJoins && trimmed.aliases.length > 1) throw joinsForbidden();
  if (trimmed.targets.length > 1 && options.firstOfKey !== true) {
    const hint = "Name one column of the key.";
    if (options.within === undefined || path.split("__").at(-1) !== "pk")
      throw new FieldError("Referencing multicolumn fields with F() objects isn't supported.", {
        hint,
      });
    throw new InvalidValue(
      `${options.within} expression does not support composite primary keys.`,
      { hint },
    );
  }
  for (const alias of trimmed.aliases) reuse?.add(alias);
  return transformed(columnAt(trimmed), joined.rest, path);
}

function joinsForbidden(): FieldError {
  return new FieldError("Joined field references are not permitted in this query.", {
    hint: "Use fields of the model itself, or a Subquery().",
  });
}
