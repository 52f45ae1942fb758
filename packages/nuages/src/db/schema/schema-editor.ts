import type { Database } from "../backends/database.ts";
import type { Field } from "../fields/field.ts";
import type { ManyToManyFieldInstance } from "../fields/many-to-many.ts";
import type { BaseConstraint } from "../models/constraints.ts";
import type { Index } from "../models/indexes.ts";
import type { ModelMeta } from "../models/meta.ts";
import type { Dialect } from "../sql/dialect.ts";
import { assertAlterable } from "./altered.ts";
import { addForeignKeySql, foreignKeyOf, PendingForeignKeys } from "./foreign-keys.ts";
import { quoteName } from "./quoting.ts";
import { definitionOf } from "./table-definition.ts";
import { createTableSql, indexStatements } from "./table-sql.ts";

/** How changes are made. */
export interface SchemaEditorOptions {
  /** One transaction for all changes, where the database can undo changes of tables. Default: true. */
  readonly atomic?: boolean;
  /** Keep the statements in `collected` and run none of them. Default: false. */
  readonly collectSql?: boolean;
  /** Changes are being undone: a column that comes back stands in front, as Django leaves it. Default: false. */
  readonly backwards?: boolean;
}

/** How a field is altered. */
export interface AlterFieldOptions {
  /** Fail when the constraints found are not those expected. Default: false. */
  readonly strict?: boolean;
}

/** How an index is made or dropped. */
export interface IndexChangeOptions {
  /** Let others go on writing; on PostgreSQL, outside of a transaction. Default: false. */
  readonly concurrently?: boolean;
}

/**
 * Makes and changes tables, columns, indexes and constraints. Names are Django's. Use
 * {@link withSchemaEditor} to get one. Models are given as their metas, fields bound to the model
 * before or after the change. Every method runs statements, or collects them. Django:
 * `BaseDatabaseSchemaEditor`.
 */
export abstract class SchemaEditor {
  readonly database: Database;
  /** Statements, where they are collected instead of run. */
  readonly collected: string[] = [];
  readonly collectSql: boolean;
  /** Statements that were run and stay, whatever comes; none where all changes are one transaction. */
  readonly executed: string[] = [];
  /** All changes are one transaction: when one fails, none stays. */
  readonly atomicMigration: boolean;
  readonly backwards: boolean;
  protected readonly foreignKeys = new PendingForeignKeys();

  constructor(
    database: Database,
    { atomic = true, collectSql = false, backwards = false }: SchemaEditorOptions = {},
  ) {
    this.database = database;
    this.collectSql = collectSql;
    this.backwards = backwards;
    this.atomicMigration = atomic && database.dialect.features.canRollbackDdl;
  }

  /** The database; Django's name for it. */
  get connection(): Database {
    return this.database;
  }

  protected get dialect(): Dialect {
    return this.database.dialect;
  }

  /** Runs a statement; `%s` stands for a parameter and `%%` for a percent sign, when there are parameters. @throws DatabaseError */
  async execute(sql: string, params: readonly unknown[] = []): Promise<void> {
    if (this.collectSql) {
      const text = this.#withValues(sql, params).trimEnd();
      this.collected.push(text.endsWith(";") || text.startsWith("--") ? text : `${text};`);
      return;
    }
    let place = 0;
    const text =
      params.length === 0
        ? sql
        : sql.replaceAll(/%[s%]/g, (mark) =>
            mark === "%%" ? "%" : this.dialect.placeholder((place += 1)),
          );
    await this.database.execute(text, params);
    if (!this.atomicMigration) this.executed.push(text);
  }

  #withValues(sql: string, params: readonly unknown[]): string {
    if (params.length === 0) return sql;
    let place = -1;
    return sql.replaceAll(/%[s%]/g, (mark) =>
      mark === "%%" ? "%" : this.quoteValue(params[(place += 1)]),
    );
  }

  /** A name as it stands in SQL. */
  quoteName(name: string): string {
    return quoteName(name, this.dialect);
  }

  /** A plain value as it stands in SQL. Only for values that you trust. @throws InvalidValue for other kinds */
  quoteValue(value: unknown): string {
    return this.dialect.literal(value);
  }

  // ------------------------------------------------------------------ tables

  /** Creates the table of a model with its indexes, and those of its many-to-many fields without a model of their own. */
  async createModel(meta: ModelMeta): Promise<void> {
    await this.createTable(meta);
    for (const through of ownThroughModels(meta)) await this.createTable(through);
  }

  /** Creates the table of a model with its indexes, and no other. */
  async createTable(meta: ModelMeta): Promise<void> {
    const definition = definitionOf(meta);
    await this.execute(createTableSql(definition, this.dialect));
    if (!this.dialect.features.foreignKeysInTable) {
      for (const field of definition.fields) {
        const key = foreignKeyOf(field, this.dialect);
        if (key !== undefined) this.foreignKeys.add(key);
      }
    }
    await this.createComments(meta);
    for (const statement of indexStatements(definition, this.dialect))
      await this.execute(statement);
  }

  /** Comments that are statements of their own. */
  protected async createComments(_meta: ModelMeta): Promise<void> {
    // Most databases have them in CREATE TABLE, or none.
  }

  /** Drops the table of a model, and those of its many-to-many fields without a model of their own. */
  async deleteModel(meta: ModelMeta): Promise<void> {
    for (const through of ownThroughModels(meta)) await this.dropTable(through.dbTable);
    await this.dropTable(meta.dbTable);
  }

  protected async dropTable(table: string): Promise<void> {
    const cascade = this.dialect.vendor === "sqlite" ? "" : " CASCADE";
    await this.execute(`DROP TABLE ${this.quoteName(table)}${cascade}`);
    this.foreignKeys.tableDropped(table);
  }

  /** Renames the table of a model. */
  async alterDbTable(_meta: ModelMeta, oldTable: string, newTable: string): Promise<void> {
    if (oldTable === newTable) return;
    await this.execute(
      `ALTER TABLE ${this.quoteName(oldTable)} RENAME TO ${this.quoteName(newTable)}`,
    );
    this.foreignKeys.tableRenamed(oldTable, newTable);
  }

  /** Changes the comment of a table, where the database has comments. */
  abstract alterDbTableComment(
    meta: ModelMeta,
    oldComment: string | undefined,
    newComment: string | undefined,
  ): Promise<void>;

  /** Moves a table to another tablespace, where the database has them. */
  abstract alterDbTablespace(
    meta: ModelMeta,
    oldTablespace: string | undefined,
    newTablespace: string | undefined,
  ): Promise<void>;

  // ------------------------------------------------------------------ columns

  /**
   * Adds the column of a field, or the table of a many-to-many field. Rows that are there get the
   * field's default. @param meta the model before, or after
   */
  async addField(meta: ModelMeta, field: Field): Promise<void> {
    if (isManyToMany(field)) {
      if (field.through.autoCreated) await this.createTable(field.through);
    } else if (field.column !== undefined) await this.addColumn(meta, field);
  }

  protected abstract addColumn(meta: ModelMeta, field: Field): Promise<void>;

  /** Drops the column of a field with its values, or the table of a many-to-many field. */
  async removeField(meta: ModelMeta, field: Field): Promise<void> {
    if (isManyToMany(field)) {
      if (field.through.autoCreated) await this.dropTable(field.through.dbTable);
    } else if (field.column !== undefined) await this.removeColumn(meta, field);
  }

  protected abstract removeColumn(meta: ModelMeta, field: Field): Promise<void>;

  /**
   * Makes the column of `oldField` that of `newField`; rows keep their values. Nothing is done when
   * the column stays the same.
   *
   * @param meta the model before
   * @throws InvalidValue for changes that no statement makes: to or from many-to-many, of computed columns
   * @throws IntegrityError when rows do not allow it; it names them
   */
  async alterField(
    meta: ModelMeta,
    oldField: Field,
    newField: Field,
    options: AlterFieldOptions = {},
  ): Promise<void> {
    if (!assertAlterable(oldField, newField, this.dialect)) return;
    if (isManyToMany(oldField) && isManyToMany(newField))
      await this.alterManyToMany(oldField, newField);
    else await this.alterColumn(meta, oldField, newField, options);
  }

  protected abstract alterColumn(
    meta: ModelMeta,
    oldField: Field,
    newField: Field,
    options: AlterFieldOptions,
  ): Promise<void>;

  /** Makes the table between two models follow what became of them. */
  protected async alterManyToMany(
    oldField: ManyToManyFieldInstance,
    newField: ManyToManyFieldInstance,
  ): Promise<void> {
    const [oldThrough, newThrough] = [oldField.through, newField.through];
    await this.alterDbTable(oldThrough, oldThrough.dbTable, newThrough.dbTable);
    const [oldKeys, newKeys] = [oldField.throughKeys, newField.throughKeys];
    await this.alterField(oldThrough, oldKeys.target, newKeys.target);
    await this.alterField(oldThrough, oldKeys.source, newKeys.source);
  }

  // ------------------------------------------------------------------ indexes and constraints

  /** Makes an index, where the database can. */
  abstract addIndex(meta: ModelMeta, index: Index, options?: IndexChangeOptions): Promise<void>;

  abstract removeIndex(meta: ModelMeta, index: Index, options?: IndexChangeOptions): Promise<void>;

  /**
   * Gives an index another name; without building it anew, where the database can. One without a name
   * is found by its columns.
   *
   * @throws InvalidValue when there is not exactly one over these columns
   */
  abstract renameIndex(meta: ModelMeta, oldIndex: Index, newIndex: Index): Promise<void>;

  /** @throws IntegrityError when rows do not fulfil it; for unique ones it names them */
  abstract addConstraint(meta: ModelMeta, constraint: BaseConstraint): Promise<void>;

  abstract removeConstraint(meta: ModelMeta, constraint: BaseConstraint): Promise<void>;

  /** Fields that were and are unique together, as lists of names. @throws IntegrityError that names rows with the same values */
  abstract alterUniqueTogether(
    meta: ModelMeta,
    oldTogether: readonly (readonly string[])[],
    newTogether: readonly (readonly string[])[],
  ): Promise<void>;

  /** Fields that had and have an index together; only for old migrations. */
  abstract alterIndexTogether(
    meta: ModelMeta,
    oldTogether: readonly (readonly string[])[],
    newTogether: readonly (readonly string[])[],
  ): Promise<void>;

  // ------------------------------------------------------------------ end

  /** Runs what had to wait until all tables are there. */
  async finish(): Promise<void> {
    for (const key of this.foreignKeys.take()) {
      await this.execute(
        `ALTER TABLE ${this.quoteName(key.table)} ${addForeignKeySql(key, this.dialect)}`,
      );
    }
  }
}

function isManyToMany(field: Field): field is Field & ManyToManyFieldInstance {
  return field.getInternalType() === "ManyToManyField";
}

/** Models of the tables between this model and others that nobody declared. */
function ownThroughModels(meta: ModelMeta): ModelMeta[] {
  return meta.manyToMany
    .filter((field) => field.model === meta)
    .filter(isManyToMany)
    .map((field) => field.through)
    .filter((through) => through.autoCreated);
}
