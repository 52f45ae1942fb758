import { rmSync } from "node:fs";

import { allowMigrateModel, type ModelMeta, Prefetch } from "../../db/index.ts";
import { isNuagesError } from "../../errors/index.ts";
import {
  packedFile,
  serialize,
  serializerFormats,
  sortDependencies,
  type TextTarget,
} from "../../serializers/index.ts";
import { showPath } from "../../utils/show-path.ts";
import { defineCommand } from "../define-command.ts";
import { selectModels } from "../dump-selection.ts";
import { CommandError } from "../errors.ts";
import { progressBar } from "../progress-bar.ts";

/** Rows read at once. */
const CHUNK = 500;

export default defineCommand({
  help: "Writes what is in the database as a fixture, in the given format.",
  arguments: {
    labels: {
      positional: true,
      multiple: true,
      optional: true,
      help: "Only these apps, or models as app.Model.",
    },
    format: { default: "json", metavar: "FORMAT", help: "json, jsonl, xml, yaml." },
    indent: { type: "integer", metavar: "SPACES", help: "Spaces a level." },
    database: { default: "default", metavar: "ALIAS", help: "The database to read." },
    exclude: {
      flags: ["-e", "--exclude"],
      multiple: true,
      metavar: "LABEL",
      help: "Leave out this app, or this app.Model.",
    },
    naturalForeign: { type: "boolean", help: "Write relations by natural key where there is one." },
    naturalPrimary: { type: "boolean", help: "Leave out keys where there is a natural one." },
    all: {
      type: "boolean",
      flags: ["-a", "--all"],
      help: "Use the base managers: also rows that the default managers leave out.",
    },
    pks: { metavar: "KEYS", help: "Only rows with these keys, with commas; for one model." },
    output: {
      flags: ["-o", "--output"],
      metavar: "FILE",
      help: "Write to this file; .gz, .zst, .bz2, .xz and .lzma compress.",
    },
  },
  async handle(options, { stdout, stderr }) {
    const { labels, format, exclude, output, verbosity } = options;
    const keys = options.pks?.split(",").map((key) => key.trim());
    const { models, lostProxies } = selectModels(labels, { exclude, byKey: keys !== undefined });
    if (!serializerFormats().includes(format)) {
      throw new CommandError(`Unknown serialization format: ${format}`, {
        hint: `Formats: ${serializerFormats().join(", ")}.`,
      });
    }
    for (const { label } of lostProxies) {
      stderr.write(stderr.style.WARNING(`${label} is a proxy model and won't be serialized.`));
    }
    const rows = new DumpedRows(models, { ...options, keys });
    const isShown = output !== undefined && stdout.isTerminal && verbosity > 0;
    const settings = {
      indent: options.indent,
      useNaturalForeignKeys: options.naturalForeign,
      useNaturalPrimaryKeys: options.naturalPrimary,
      ...(isShown ? { progress: progressBar(stdout, await rows.count()) } : {}),
    };
    await failingAsCommand(async () => {
      const write = (stream: TextTarget): Promise<void> =>
        serialize(format, rows.read(), { ...settings, stream });
      if (output !== undefined) return toFile(output, write);
      const target = { write: (text: string) => stdout.write(text, { ending: "" }) };
      await write(target);
      // A terminal's prompt should not stand behind the data.
      if (format === "json" || format === "xml") stdout.write("\n", { ending: "" });
    });
  },
});

async function toFile(path: string, write: (stream: TextTarget) => Promise<void>): Promise<void> {
  const file = packedFile(path);
  try {
    await write(file.stream);
    await file.close();
  } catch (error) {
    file.stream.destroy();
    rmSync(path, { force: true });
    const isSystem = error instanceof Error && "syscall" in error;
    throw isSystem
      ? new CommandError(`${showPath(path)} cannot be written: ${error.message}`, { cause: error })
      : error;
  }
}

async function failingAsCommand(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof CommandError || !isNuagesError(error)) throw error;
    throw new CommandError(`Unable to serialize database: ${error.message}`, { cause: error });
  }
}

interface RowOptions {
  readonly database: string;
  readonly all: boolean;
  readonly naturalForeign: boolean;
  readonly keys: readonly string[] | undefined;
}

/** The rows of models, each by key, read in chunks. */
class DumpedRows {
  readonly #models: readonly ModelMeta[];
  readonly #options: RowOptions;

  constructor(models: readonly ModelMeta[], options: RowOptions) {
    this.#options = options;
    const here = models.filter((meta) => allowMigrateModel(options.database, meta));
    // Only rows that are named by natural keys must come before those that name them.
    this.#models = options.naturalForeign ? sortDependencies(here, { allowCycles: true }) : here;
  }

  async count(): Promise<number> {
    let total = 0;
    for (const meta of this.#models) total += await this.#rows(meta).count();
    return total;
  }

  async *read(): AsyncGenerator<object> {
    for (const meta of this.#models) {
      const rows = this.#rows(meta)
        .orderBy("pk")
        .prefetchRelated(...this.#relations(meta));
      yield* rows.iterator({ chunkSize: CHUNK });
    }
  }

  #rows(meta: ModelMeta) {
    const { all, database, keys } = this.#options;
    const rows = (all ? meta.baseManager : meta.defaultManager).using(database);
    return keys === undefined ? rows : rows.complexFilter({ pk__in: [...keys] });
  }

  /** The keys of many-to-many relations are read for a chunk at once. */
  #relations(meta: ModelMeta): Prefetch[] {
    const own = meta.manyToMany.filter(
      (field) => field.model === meta && meta.throughOf(field).autoCreated,
    );
    return own.flatMap((field) => {
      const { relation } = field;
      if (relation === undefined || this.#options.naturalForeign) return [];
      return [Prefetch(field.name, { queryset: relation.target.defaultManager.all().only("pk") })];
    });
  }
}
