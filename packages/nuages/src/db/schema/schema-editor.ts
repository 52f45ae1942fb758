import type { Database } from "../backends/database.ts";
import { Expression } from "../expressions/expression.ts";
import type { Field } from "../fields/field.ts";
import type { ForeignKeyField } from "../fields/relations.ts";
import { togetherOf } from "../models/cleaning.ts";
import type { BaseConstraint } from "../models/constraints.ts";
import type { Index } from "../models/indexes.ts";
import type { ModelMeta } from "../models/meta.ts";
import { Query } from "../query/query.ts";
import { indexName } from "./names.ts";
import { literal, schemaSql } from "./literals.ts";

/** Makes and changes tables. Names of columns, indexes and constraints are Django's. */
export class SchemaEditor {
  readonly #database: Database;
  readonly #deferred: string[] = [];

  constructor(database: Database) {
    this.#database = database;
  }

  get #dialect(): Database["dialect"] {
    return this.#database.dialect;
  }

  /** Creates the table of a model, then its indexes; tables of many-to-many relations have models of their own. */
  async createModel(meta: ModelMeta): Promise<void> {
    await this.#database.execute(this.tableSql(meta), []);
    for (const statement of this.indexSql(meta)) await this.#database.execute(statement, []);
  }

  async deleteModel(meta: ModelMeta): Promise<void> {
    await this.#database.execute(`DROP TABLE ${this.#dialect.quote(meta.dbTable)}`, []);
  }

  /** Runs what had to wait for other tables. */
  async finish(): Promise<void> {
    for (const statement of this.#deferred.splice(0)) await this.#database.execute(statement, []);
  }

  /** CREATE TABLE. */
  tableSql(meta: ModelMeta): string {
    const columns = meta.localConcreteFields.map((field) => this.columnSql(meta, field));
    if (meta.pkFields.length > 1)
      columns.push(
        `PRIMARY KEY (${meta.pkFields.map((field) => this.#dialect.quote(field.column ?? "")).join(", ")})`,
      );
    const constraints = this.#constraints(meta).flatMap(
      (constraint) => constraint.sql(meta, this.#dialect).inTable ?? [],
    );
    return `CREATE TABLE ${this.#dialect.quote(meta.dbTable)} (${[...columns, ...constraints].join(", ")})`;
  }

  #constraints(meta: ModelMeta): readonly BaseConstraint[] {
    return (meta.options.constraints ?? []) as unknown as readonly BaseConstraint[];
  }

  /** One column of CREATE TABLE. */
  columnSql(meta: ModelMeta, field: Field): string {
    const dialect = this.#dialect;
    const composite = meta.pkFields.length > 1;
    const parts = [dialect.quote(field.column ?? ""), field.dbType(dialect) ?? ""];
    const collation = field.options["dbCollation"];
    if (typeof collation === "string") parts.push(`COLLATE ${dialect.quote(collation)}`);
    if (field.hasDbDefault) parts.push(`DEFAULT ${this.#defaultSql(meta, field)}`);
    const generated = field.generatedSql?.(meta, dialect);
    if (generated !== undefined) parts.push(generated);
    parts.push(field.null ? "NULL" : "NOT NULL");
    if (field.primaryKey && !composite) parts.push("PRIMARY KEY");
    else if (field.unique) parts.push("UNIQUE");
    const suffix = dialect.columnSuffix(field);
    if (suffix !== undefined) parts.push(suffix);
    const foreignKey = field as unknown as Partial<ForeignKeyField>;
    if (
      foreignKey.toField !== undefined &&
      foreignKey.dbConstraint === true &&
      foreignKey.target !== undefined
    ) {
      const target = `${dialect.quote(foreignKey.target.concrete.dbTable)} (${dialect.quote(foreignKey.toField.column ?? "")})`;
      parts.push(`REFERENCES ${target} DEFERRABLE INITIALLY DEFERRED`);
    }
    const check = dialect.columnCheck(field);
    if (check !== undefined) parts.push(`CHECK (${check.replaceAll("%%", "%")})`);
    return parts.join(" ");
  }

  #defaultSql(meta: ModelMeta, field: Field): string {
    const given = field.options.dbDefault;
    if (!(given instanceof Expression)) return literal(field.getDbPrepSave(given, this.#dialect));
    const query = new Query(meta);
    const text = schemaSql(
      query,
      given.resolve(query, { allowJoins: false, forSave: true }),
      this.#dialect,
    );
    return `(${text})`;
  }

  /** Statements for the indexes of a model. */
  indexSql(meta: ModelMeta): string[] {
    const dialect = this.#dialect;
    const table = dialect.quote(meta.dbTable);
    const statements: string[] = [];
    for (const constraint of this.#constraints(meta)) {
      const { statement } = constraint.sql(meta, dialect);
      if (statement !== undefined) statements.push(statement);
    }
    for (const names of togetherOf(meta)) {
      const columns = names.map((name) => meta.getField(name).column ?? "");
      const name = indexName(meta.dbTable, columns, "_uniq");
      statements.push(
        `CREATE UNIQUE INDEX ${dialect.quote(name)} ON ${table} (${columns.map((column) => dialect.quote(column)).join(", ")})`,
      );
    }
    for (const field of meta.localConcreteFields) {
      if (!field.dbIndex || field.unique) continue;
      const column = field.column ?? "";
      statements.push(
        `CREATE INDEX ${dialect.quote(indexName(meta.dbTable, [column]))} ON ${table} (${dialect.quote(column)})`,
      );
    }
    for (const index of (meta.options.indexes ?? []) as readonly Index[])
      statements.push(index.sql(meta, dialect));
    return statements;
  }
}
