import { apps } from "../../apps/index.ts";
import {
  atomic,
  connections,
  DEFAULT_ALIAS,
  deferConstraints,
  allowMigrateModel,
  type ModelMeta,
  sequenceResetStatements,
} from "../../db/index.ts";
import { isNuagesError } from "../../errors/index.ts";
import { showPath } from "../../utils/show-path.ts";
import { deserialize } from "../deserialize.ts";
import type { DeserializedObject } from "../deserialized-object.ts";
import { getSerializer } from "../formats.ts";
import type { SerializedData } from "../text-chunks.ts";
import { unpackedFile } from "./compression.ts";
import { FixtureError } from "./errors.ts";
import { findFixtures } from "./find-fixtures.ts";

/** Data that is no file. */
export interface FixtureData {
  readonly data: SerializedData;
  readonly format: string;
  /** Where it comes from, for messages. */
  readonly source: string;
}

/** Options of {@link loadFixtures}. */
export interface LoadFixturesOptions {
  /** Alias of the database. Default: `default`. */
  readonly using?: string;
  /** Of the apps, look in this one's folder only. */
  readonly app?: string | undefined;
  /** Apps, and models as `app.Model`, whose objects are left out. */
  readonly exclude?: readonly string[];
  /** Leaves out models and fields that do not exist. Default: false. */
  readonly ignoreNonexistent?: boolean;
  /** Told what is done, for people. */
  readonly log?: (line: string) => void;
}

/** What {@link loadFixtures} has done. */
export interface LoadedFixtures {
  /** How many fixtures were read. */
  readonly fixtures: number;
  /** How many objects they have. */
  readonly found: number;
  /** How many of them were saved. */
  readonly loaded: number;
  /** Where fixtures without any object come from. */
  readonly empty: readonly string[];
}

/**
 * Loads fixtures in one transaction: objects may name others that come later; at the end all foreign keys
 * must lead somewhere, and new rows get keys above those that were loaded. Rows with the same key are
 * written over. Django: `loaddata`.
 *
 * @throws FixtureError when a fixture cannot be found or read
 * @throws DeserializationError that names file, object and field
 * @example
 * await loadFixtures(["library"]);
 */
export async function loadFixtures(
  fixtures: readonly (string | FixtureData)[],
  options: LoadFixturesOptions = {},
): Promise<LoadedFixtures> {
  const { using = DEFAULT_ALIAS } = options;
  const documents = fixtures.flatMap((fixture) => documentsOf(fixture, options));
  const loading = new Loading(options);
  await atomic(
    () =>
      deferConstraints(
        async () => {
          for (const document of documents) await loading.load(document);
          await loading.finish();
        },
        { using, models: () => loading.models },
      ),
    { using },
  );
  await resetSequences(loading.models, options);
  const { found, loaded, empty } = loading;
  return { fixtures: documents.length, found, loaded, empty };
}

async function resetSequences(
  models: Iterable<ModelMeta>,
  { using = DEFAULT_ALIAS, log }: LoadFixturesOptions,
): Promise<void> {
  const statements = sequenceResetStatements(models, { using });
  if (statements.length > 0) log?.("Resetting sequences");
  for (const statement of statements) await connections.get(using).query(statement, []);
}

function documentsOf(
  fixture: string | FixtureData,
  { app, using = DEFAULT_ALIAS }: LoadFixturesOptions,
): FixtureData[] {
  if (typeof fixture !== "string") return [fixture];
  return findFixtures(fixture, { app, using }).map(({ path, format }) => ({
    data: unpackedFile(path),
    format,
    source: showPath(path),
  }));
}

/** What is known while fixtures are loaded. */
class Loading {
  found = 0;
  loaded = 0;
  readonly empty: string[] = [];
  readonly models = new Set<ModelMeta>();
  readonly #options: LoadFixturesOptions;
  readonly #excluded: ReadonlySet<string>;
  readonly #deferred: DeserializedObject[] = [];

  constructor(options: LoadFixturesOptions) {
    this.#options = options;
    this.#excluded = new Set((options.exclude ?? []).map(excludedName));
  }

  get #using(): string {
    return this.#options.using ?? DEFAULT_ALIAS;
  }

  async load({ data, format, source }: FixtureData): Promise<void> {
    const { log, ignoreNonexistent = false } = this.#options;
    log?.(`Installing ${format} fixture ${source}.`);
    await getSerializer(format);
    const before = this.found;
    const using = this.#using;
    const settings = { ignoreNonexistent, handleForwardReferences: true, source, using };
    for await (const object of deserialize(format, data, settings)) {
      this.found += 1;
      if (this.#isLeftOut(object)) continue;
      await object.save({ using });
      this.loaded += 1;
      this.models.add(object.meta);
      if (object.deferredFields.size > 0) this.#deferred.push(object);
    }
    if (this.found === before) this.empty.push(source);
  }

  /** Saves what names objects that came later. */
  async finish(): Promise<void> {
    for (const object of this.#deferred) await object.saveDeferredFields({ using: this.#using });
  }

  #isLeftOut({ model, meta }: DeserializedObject): boolean {
    const [app = ""] = model.split(".");
    const isExcluded = this.#excluded.has(model) || this.#excluded.has(app);
    return isExcluded || !allowMigrateModel(this.#using, meta);
  }
}

/** `app` or `app.model` as objects are labelled. @throws FixtureError for an unknown one */
function excludedName(label: string): string {
  try {
    if (!label.includes(".")) return apps.getAppConfig(label).label;
    return apps.getModel(label).meta.labelLower;
  } catch (error) {
    if (!isNuagesError(error)) throw error;
    throw new FixtureError(error.message, { cause: error });
  }
}
