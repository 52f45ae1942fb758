import type { Database } from "../backends/database.ts";
import { Expression } from "../expressions/expression.ts";
import type { Field } from "../fields/field.ts";
import type { GeneratedFieldInstance } from "../fields/generated-field.ts";
import type { ForeignKeyField } from "../fields/relations.ts";
import { togetherOf } from "../models/cleaning.ts";
import type { BaseConstraint } from "../models/constraints.ts";
import type { Index } from "../models/indexes.ts";
import type { ModelMeta } from "../models/meta.ts";
import { Query } from "../query/query.ts";
import { indexName } from "./names.ts";
import { schemaSql } from "./literals.ts";

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
    return `CREATE TABLE ${this.#dialect.quote(meta.dbTable)} (${[...columns, ...constraints].join(", ")})${this.#dialect.tableSuffix}`;
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
    if (field.generated)
      parts.push(this.#generatedSql(meta, field as unknown as GeneratedFieldInstance));
    else parts.push(field.null ? "NULL" : "NOT NULL");
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
      const table = foreignKey.target.concrete.dbTable;
      const column = foreignKey.toField.column ?? "";
      const target = `REFERENCES ${dialect.quote(table)} (${dialect.quote(column)})`;
      if (dialect.features.foreignKeysInTable)
        parts.push(`${target} DEFERRABLE INITIALLY DEFERRED`);
      else this.#addLater(meta, field, { table, column, target });
    }
    const check = dialect.columnCheck(field);
    if (check !== undefined) parts.push(`CHECK (${check.replaceAll("%%", "%")})`);
    return parts.join(" ");
  }

  /** The foreign key is made when all tables are there: they may point at each other. */
  #addLater(
    meta: ModelMeta,
    field: Field,
    to: { readonly table: string; readonly column: string; readonly target: string },
  ): void {
    const dialect = this.#dialect;
    const own = field.column ?? "";
    const suffix = `_fk_${to.table}_${to.column}`;
    const name = indexName(meta.dbTable, [own], suffix, dialect.maxNameLength);
    const deferrable = dialect.features.deferrableConstraints
      ? " DEFERRABLE INITIALLY DEFERRED"
      : "";
    this.#deferred.push(
      `ALTER TABLE ${dialect.quote(meta.dbTable)} ADD CONSTRAINT ${dialect.quote(name)} FOREIGN KEY (${dialect.quote(own)}) ${to.target}${deferrable}`,
    );
  }

  #generatedSql(meta: ModelMeta, field: GeneratedFieldInstance): string {
    const query = new Query(meta);
    query.initialAlias();
    const expression = field.expression.resolve(query, { allowJoins: false });
    return `GENERATED ALWAYS AS (${schemaSql(query, expression, this.#dialect)}) ${field.dbPersist ? "STORED" : "VIRTUAL"}`;
  }

  #defaultSql(meta: ModelMeta, field: Field): string {
    const given = field.options.dbDefault;
    if (!(given instanceof Expression))
      return this.#dialect.literal(field.getDbPrepSave(given, this.#dialect));
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
      const name = indexName(meta.dbTable, columns, "_uniq", dialect.maxNameLength);
      statements.push(
        `CREATE UNIQUE INDEX ${dialect.quote(name)} ON ${table} (${columns.map((column) => dialect.quote(column)).join(", ")})`,
      );
    }
    for (const field of meta.localConcreteFields) {
      if (field.dbIndex || field.unique) statements.push(...this.#fieldIndexes(meta, field));
    }
    for (const index of (meta.options.indexes ?? []) as readonly Index[]) {
      const { partialIndexes, expressionIndexes } = dialect.features;
      if (index.condition !== undefined && !partialIndexes) continue;
      if (index.expressions.length > 0 && !expressionIndexes) continue;
      statements.push(index.sql(meta, dialect));
    }
    return statements;
  }

  /** The index of one column, and the one for LIKE where the database needs it. */
  #fieldIndexes(meta: ModelMeta, field: Field): string[] {
    const dialect = this.#dialect;
    const table = dialect.quote(meta.dbTable);
    const column = field.column ?? "";
    const limit = dialect.maxNameLength;
    const statements: string[] = [];
    const constrained = field.relation !== undefined && dialect.features.indexesForeignKeys;
    if (!field.unique && !constrained) {
      const name = indexName(meta.dbTable, [column], "", limit);
      statements.push(`CREATE INDEX ${dialect.quote(name)} ON ${table} (${dialect.quote(column)})`);
    }
    const operators = dialect.patternIndex(field);
    if (operators !== undefined) {
      const name = indexName(meta.dbTable, [column], "_like", limit);
      statements.push(
        `CREATE INDEX ${dialect.quote(name)} ON ${table} (${dialect.quote(column)} ${operators})`,
      );
    }
    return statements;
  }
}
