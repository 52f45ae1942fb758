import { InvalidUse } from "../errors.ts";
import type { NamedTable } from "../query/named-table.ts";
import type { Query } from "../query/query.ts";
import { Never, Where } from "../query/where.ts";
import type { Compiler } from "./compiler-context.ts";
import { EmptyResultSet, sql, type Sql } from "./fragment.ts";

/** The WITH clause of one statement: each named table that it reads, once, in front of those that read it. */
export class WithClause {
  readonly #declared = new Map<string, NamedTable>();
  readonly #pieces: Sql[] = [];
  readonly #plainTables = new Set<string>();
  #recursive = false;

  /** Notes a table of the database, which no named table may hide. */
  read(table: string): void {
    this.#plainTables.add(table);
  }

  /** Puts a named table into the clause, unless it is there. @throws InvalidUse for two of one name */
  declare(table: NamedTable, compiler: Compiler): void {
    const known = this.#declared.get(table.name);
    if (known === table) return;
    if (known !== undefined)
      throw new InvalidUse(`Two common tables of one statement are called "${table.name}".`, {
        hint: 'Give each a name of its own: CTE("other", …).',
      });
    this.#declared.set(table.name, table);
    this.#recursive ||= table.step !== undefined;
    const { dialect } = compiler;
    const columns = table.columns.map(dialect.quote).join(", ");
    const body = bodySql(table, compiler);
    const hint = dialect.features.materializedHint === true ? hintOf(table) : "";
    this.#pieces.push(
      sql(`${dialect.quote(table.name)} (${columns}) AS ${hint}(${body.text})`, body.params),
    );
  }

  /** The statement with the clause in front. */
  before(statement: Sql): Sql {
    if (this.#pieces.length === 0) return statement;
    for (const name of this.#declared.keys()) {
      if (this.#plainTables.has(name))
        throw new InvalidUse(`The common table "${name}" hides the table of that name.`, {
          hint: "Call it otherwise.",
        });
    }
    const text = this.#pieces.map((piece) => piece.text).join(", ");
    const params = this.#pieces.flatMap((piece) => piece.params);
    return sql(`WITH ${this.#recursive ? "RECURSIVE " : ""}${text} ${statement.text}`, [
      ...params,
      ...statement.params,
    ]);
  }
}

function hintOf({ materialized }: NamedTable): string {
  if (materialized === undefined) return "";
  return materialized ? "MATERIALIZED " : "NOT MATERIALIZED ";
}

function bodySql(table: NamedTable, compiler: Compiler): Sql {
  const first = rowsSql(table.query, compiler);
  if (table.step === undefined) return first;
  const next = rowsSql(table.step, compiler);
  return sql(`${first.text} UNION ${table.distinct ? "" : "ALL "}${next.text}`, [
    ...first.params,
    ...next.params,
  ]);
}

/** A query that cannot have rows stays a query: others may read it by an outer join. */
function rowsSql(query: Query, compiler: Compiler): Sql {
  try {
    return compiler.nested(query, 0).statement({ asSubquery: true });
  } catch (error) {
    if (!(error instanceof EmptyResultSet) || query.combination !== undefined) throw error;
    const none = query.clone();
    none.where = new Where([new Never()]);
    return compiler.nested(none, 0).statement({ asSubquery: true });
  }
}
