import {
  connections,
  type Database,
  DEFAULT_ALIAS,
  inAtomicBlock,
  MIGRATIONS_TABLE,
  declareModel,
  type Field,
  ModelRegistry,
  models,
  type QuerySet,
  withSchemaEditor,
} from "../db/index.ts";
import { now } from "../i18n/index.ts";
import { MigrationSchemaMissing } from "./errors.ts";
import { keyText, type MigrationKey } from "./migration.ts";

const { CharField, DateTimeField } = models;

const fields = {
  app: CharField({ maxLength: 255 }),
  name: CharField({ maxLength: 255 }),
  applied: DateTimeField({ default: now }),
};
const options = { appLabel: "migrations", dbTable: MIGRATIONS_TABLE };

/** What a row looks like. */
class MigrationRow extends models.Model<MigrationRow>()(fields, options) {}

/** The model of the table; in a registry of its own, so that no migration makes it. */
const record = declareModel({
  name: "Migration",
  // The factories' types say what attributes are like; what they make are fields.
  fields: fields as unknown as Readonly<Record<string, Field>>,
  options,
  registry: new ModelRegistry(),
});

/** Keeps in the database which migrations are applied. Django: `MigrationRecorder`. */
export class MigrationRecorder {
  readonly #database: Database;
  /** The table was there at a time when no transaction could take it back. */
  #isThere = false;

  constructor(database: Database = connections.get(DEFAULT_ALIAS)) {
    this.#database = database;
  }

  get #rows(): QuerySet<MigrationRow> {
    // The model has the very fields of that class.
    return record.meta.baseRows(this.#database.alias) as unknown as QuerySet<MigrationRow>;
  }

  async hasTable(): Promise<boolean> {
    return (await this.#database.tableNames()).includes(MIGRATIONS_TABLE);
  }

  /** Makes the table, where it is missing. @throws MigrationSchemaMissing when the database refuses */
  async ensureSchema(): Promise<void> {
    if (this.#isThere) return;
    await this.#makeTable();
    this.#isThere = !inAtomicBlock(this.#database.alias);
  }

  async #makeTable(): Promise<void> {
    if (await this.hasTable()) return;
    try {
      await withSchemaEditor({ using: this.#database.alias }, async (editor) => {
        await editor.createModel(record.meta);
      });
    } catch (error) {
      throw MigrationSchemaMissing.table(this.#database.alias, error);
    }
  }

  /** When each applied migration was applied, by key; empty while the table is missing. */
  async applied(): Promise<Map<string, Date>> {
    if (!(await this.hasTable())) return new Map();
    const rows = await this.#rows.orderBy("id").valuesList("app", "name", "applied");
    return new Map(rows.map(([app, name, applied]) => [keyText([app, name]), applied]));
  }

  async recordApplied([app, name]: MigrationKey): Promise<void> {
    await this.ensureSchema();
    await this.#rows.create({ app, name });
  }

  async recordUnapplied([app, name]: MigrationKey): Promise<void> {
    await this.ensureSchema();
    await this.#rows.filter({ app, name }).delete();
  }
}
