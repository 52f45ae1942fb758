import type { Condition } from "../expressions/q.ts";
import { checkExplainOptions } from "../sql/explain-options.ts";
import type { NamedExpressions } from "./annotations.ts";
import { aggregateState, containsObject, countState, existsState } from "./answers.ts";
import type { BooleanExpression, CheckedArgument } from "./condition-types.ts";
import { databaseOf, rowsPlan } from "./execute.ts";
import { checkedConditions } from "./filtering.ts";
import { byKeys, type InBulkOptions } from "./in-bulk.ts";
import { INTERNAL } from "./internal.ts";
import type {
  Annotations,
  Checked,
  CheckedExpressions,
  Conditions,
  OkPath,
  OrderPath,
  ValueAt,
} from "./path-types.ts";
import { finishText } from "./plan.ts";
import { QuerySetBase } from "./queryset-base.ts";
import { RawQuerySet, type RawOptions, type RawParams } from "./raw-queryset.ts";
import { firstOf, getOne, latestOf } from "./single.ts";
import { sliced } from "./steps.ts";

/** The methods of querysets that ask the database for an answer. */
export class QuerySetAnswers<M, Row> extends QuerySetBase<M, Row> {
  /** The only row. @throws DoesNotExist, MultipleObjectsReturned of the model */
  get<const Q extends Conditions<this["~model"]>>(
    where: Q & Checked<this["~model"], Q>,
  ): Promise<this["~row"]>;
  get<const A>(
    where?: A & CheckedArgument<this["~model"], A>,
    ...more: (Condition | BooleanExpression | object)[]
  ): Promise<this["~row"]>;
  get(...conditions: unknown[]): Promise<unknown> {
    return getOne(this, checkedConditions(conditions));
  }

  /** The first row, by the key when nothing else orders them; null without rows. */
  async first(): Promise<this["~row"] | null> {
    return (await firstOf(this, false)) as this["~row"] | null;
  }

  /** The last row; null without rows. */
  async last(): Promise<this["~row"] | null> {
    return (await firstOf(this, true)) as this["~row"] | null;
  }

  /** The row with the greatest values of these fields, or of the model's `getLatestBy`. @throws DoesNotExist */
  latest<const P extends readonly string[]>(
    ...fields: { [I in keyof P]: OrderPath<this["~model"], P[I]> } & P
  ): Promise<this["~row"]>;
  async latest(...fields: string[]): Promise<this["~row"]> {
    return (await latestOf(this, fields, true)) as this["~row"];
  }

  /** The row with the least values. @throws DoesNotExist */
  earliest<const P extends readonly string[]>(
    ...fields: { [I in keyof P]: OrderPath<this["~model"], P[I]> } & P
  ): Promise<this["~row"]>;
  async earliest(...fields: string[]): Promise<this["~row"]> {
    return (await latestOf(this, fields, false)) as this["~row"];
  }

  /** The row at a position, from 0; undefined beyond the end. */
  async at(index: number): Promise<this["~row"] | undefined> {
    if (this.isLoaded) return (await this.fetch())[index];
    const [row] = await sliced(this, index, index + 1).fetch();
    return row;
  }

  /** How many rows there are. */
  async count(): Promise<number> {
    if (this.isLoaded) return (await this.fetch()).length;
    return countState(await this.ready());
  }

  /** Is there a row? */
  async exists(): Promise<boolean> {
    if (this.isLoaded) return (await this.fetch()).length > 0;
    return existsState(await this.ready());
  }

  /** Is this object among the rows? */
  async contains(object: M): Promise<boolean> {
    return containsObject(this, object);
  }

  /** Values computed over all rows, by name. */
  async aggregate<const A extends NamedExpressions>(
    values: A & CheckedExpressions<this["~model"], A>,
  ): Promise<Annotations<this["~model"], A>> {
    // Each expression gives the value that its type says.
    return (await aggregateState(await this.ready(), values)) as Annotations<this["~model"], A>;
  }

  /** Rows by key (or by another unique field): of these keys, or all. */
  inBulk<const P extends string = "pk">(
    keys?: Iterable<ValueAt<this["~model"], P>> | null,
    options?: InBulkOptions<P & OkPath<this["~model"], P>>,
  ): Promise<Map<ValueAt<this["~model"], P>, this["~row"]>>;
  async inBulk(
    keys?: Iterable<unknown> | null,
    options: InBulkOptions = {},
  ): Promise<Map<unknown, unknown>> {
    return byKeys(this, keys, options);
  }

  /** How the database would find the rows, in its own words. @throws InvalidValue for options that it does not know */
  async explain(options: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const state = await this.ready();
    const database = databaseOf(state);
    checkExplainOptions(options, database.dialect.explainOptions, database.dialect.displayName);
    const plan = rowsPlan(state, database);
    const rows = await database.query(
      finishText(database.dialect.explain(plan.text, options), database.dialect),
      plan.params.map((param) =>
        param.slot < 0 ? param.value : param.bind?.(state.args[param.slot]),
      ),
    );
    return rows.map((row) => row.join(" ")).join("\n");
  }

  /**
   * Instances of a statement of your own: columns named like those of the model become its fields,
   * others attributes (`Extra` says which), fields that are not selected are loaded when asked for. The
   * values of `params` are bound to `%s`, or `%(name)s` for an object; `%%` is a percent sign. What the
   * queryset was filtered by does not count.
   *
   * @throws FieldDoesNotExist without the primary key, when it runs
   *
   * @example
   * const authors = await Author.objects.raw<{ age: number }>(
   *   "SELECT id, 2026 - birth_year AS age FROM library_author WHERE name = %s",
   *   [name],
   * );
   */
  raw<Extra extends object = object>(
    sql: string,
    params: RawParams = [],
    { translations = {} }: RawOptions<M> = {},
  ): RawQuerySet<M, M & Extra> {
    return new RawQuerySet({
      state: this[INTERNAL],
      text: sql,
      params,
      translations,
      prefetches: [],
    });
  }
}
