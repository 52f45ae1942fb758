import { InvalidUse, InvalidValue } from "../errors.ts";
import { ConditionExpression } from "../expressions/combinable.ts";
import { Expression } from "../expressions/expression.ts";
import { Condition } from "../expressions/q.ts";
import { FilteredRelation } from "../expressions/filtered-relation.ts";
import type { ExpressionType } from "./path-types.ts";
import { refuseCombined, type QuerySetLike } from "./internal.ts";
import { keyOfExpression } from "./expression-key.ts";
import { addNamedJoin } from "./named-joins.ts";
import type { Query } from "./query.ts";
import { plainStep } from "./state.ts";
import { checkAlias } from "./aliases.ts";

/** Expressions by name. */
export type NamedExpressions = Readonly<
  Record<string, ExpressionType<unknown, string> | FilteredRelation | object>
>;

/** The arguments of `annotate()` by name: positional ones get their default name. */
export function namedExpressions(
  args: readonly unknown[],
  method: string,
): Map<string, Expression | FilteredRelation> {
  const named = new Map<string, Expression | FilteredRelation>();
  for (const arg of args) {
    if (arg instanceof Expression) {
      const name = arg.defaultAlias;
      if (name === undefined)
        throw new InvalidUse(`${method}: complex annotations require a name.`, {
          hint: `Write ${method.replace("()", "")}({ name: expression }).`,
        });
      if (named.has(name))
        throw new InvalidUse(
          `The named annotation "${name}" conflicts with the default name for another annotation.`,
        );
      named.set(name, arg);
      continue;
    }
    if (typeof arg !== "object" || arg === null)
      throw new InvalidUse(`${method} takes an object of expressions.`);
    for (const [name, given] of Object.entries(arg)) {
      const value: unknown = given instanceof Condition ? new ConditionExpression(given) : given;
      if (!(value instanceof Expression) && !(value instanceof FilteredRelation)) {
        throw new InvalidUse(`${method} received non-expression(s): ${name}.`, {
          hint: "Wrap plain values: Value(…).",
        });
      }
      if (named.has(name))
        throw new InvalidUse(
          `The named annotation "${name}" conflicts with the default name for another annotation.`,
        );
      named.set(name, value);
    }
  }
  return named;
}

/** `annotate()` and `alias()`. */
export function annotated<Q extends QuerySetLike>(
  queryset: Q,
  args: readonly unknown[],
  select: boolean,
): Q {
  const named = namedExpressions(args, select ? "annotate()" : "alias()");
  return queryset.step((state) => {
    refuseCombined(state, select ? "annotate()" : "alias()");
    return plainStep(state, keyOfNamed(named, select ? "annotate" : "alias"), (query) =>
      annotateQuery(query, named, {
        select,
        fields: state.mode === "instances" ? undefined : (query.selected ?? []),
      }),
    );
  });
}

/** The key of a step that adds these expressions; undefined when one of them cannot be known again. */
export function keyOfNamed(
  named: ReadonlyMap<string, Expression | FilteredRelation>,
  step: string,
): string | undefined {
  let key = `${step}:`;
  for (const [name, expression] of named) {
    const part = expression instanceof Expression ? keyOfExpression(expression) : undefined;
    if (part === undefined) return undefined;
    key += `${name.length}:${name}=${part};`;
  }
  return key;
}

interface AnnotateOptions {
  readonly select: boolean;
  /** Names that `values()` selects; undefined for instances. */
  readonly fields: readonly string[] | undefined;
}

/** Adds annotations to a query; with an aggregate among them it groups. */
export function annotateQuery(
  query: Query,
  named: ReadonlyMap<string, Expression | FilteredRelation>,
  { select, fields }: AnnotateOptions,
): void {
  const taken = new Set(
    fields ?? query.meta.getFields().flatMap(({ name, attname }) => [name, attname]),
  );
  if (fields === undefined)
    for (const reverse of query.meta.reverseRelations()) taken.add(reverse.name);
  for (const [name, expression] of named) {
    checkAlias(query, name);
    if (fields === undefined && taken.has(name)) {
      throw new InvalidValue(`The annotation "${name}" conflicts with a field on the model.`, {
        hint: "Give it another name.",
      });
    }
    if (expression instanceof FilteredRelation) addNamedJoin(query, name, expression);
    else query.addAnnotation(name, expression, select);
  }
  for (const name of named.keys()) {
    if (query.annotations.get(name)?.containsAggregate !== true) continue;
    if (query.selected === undefined) query.groupBy = true;
    else query.setGroupBy();
    break;
  }
}
