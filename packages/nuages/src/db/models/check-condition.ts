import { connections } from "../backends/connections.ts";
import { routeRead } from "../backends/routers.ts";
import { ValueExpression } from "../expressions/combinable.ts";
import type { Condition } from "../expressions/q.ts";
import { bindParams, finishText } from "../query/plan.ts";
import { Query } from "../query/query.ts";
import { EmptyResultSet, FullResultSet, sql, type Sql } from "../sql/fragment.ts";
import { SelectCompiler } from "../sql/select-compiler.ts";
import { stateOf, type Instance } from "./instance-state.ts";
import type { ModelMeta } from "./meta.ts";

/**
 * Does a condition hold for an instance? Asked of the database, so that it judges as its
 * constraint does: unknown (NULL) counts as true.
 */
export async function checkCondition(
  meta: ModelMeta,
  instance: object,
  condition: Condition,
): Promise<boolean> {
  const database = connections.get(stateOf(instance).db ?? routeRead(meta, { instance }));
  const query = new Query(meta);
  for (const field of meta.concreteFields) {
    const value = (instance as Instance)[field.attname];
    const prepared: unknown = value === undefined || value === null ? null : value;
    query.annotations.set(field.name, new ValueExpression(prepared, { outputField: field }));
    if (field.attname !== field.name)
      query.annotations.set(field.attname, new ValueExpression(prepared, { outputField: field }));
    if (field.primaryKey)
      query.annotations.set("pk", new ValueExpression(prepared, { outputField: field }));
  }
  try {
    const where = query.resolveCondition(condition, { allowJoins: false });
    const compiler = new SelectCompiler(query, database.dialect);
    const yes = database.dialect.literal(true);
    const { text, params } = alwaysTrue(() => compiler.compile(where), yes);
    const rows = await database.query(
      finishText(`SELECT COALESCE((${text}), ${yes})`, database.dialect),
      bindParams(params, []),
    );
    const answer = rows[0]?.[0];
    return answer !== 0 && answer !== false && answer !== 0n;
  } catch (error) {
    if (error instanceof EmptyResultSet) return false;
    throw error;
  }
}

/** SQL of a condition; of one that always holds `yes`. */
function alwaysTrue(compile: () => Sql, yes: string): Sql {
  try {
    return compile();
  } catch (error) {
    if (error instanceof FullResultSet) return sql(yes);
    throw error;
  }
}
