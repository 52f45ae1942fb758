import type {
  CacheSettings,
  DatabaseSettings,
  StorageSettings,
  TaskSettings,
  TemplateOptions,
  TemplateSettings,
  TestDatabaseSettings,
} from "./settings.ts";

/** The names that an object in a setting may have, and those of objects in it. */
interface Shape {
  readonly names: Readonly<Record<string, true>>;
  readonly inner?: Readonly<Record<string, Shape>>;
}

/** A table that the compiler holds against the type of the entries. */
function namesOf<T>(names: Readonly<Record<keyof Required<T>, true>>): Shape["names"] {
  return names;
}

const database: Shape = {
  names: namesOf<DatabaseSettings>({
    engine: true,
    name: true,
    user: true,
    password: true,
    host: true,
    port: true,
    options: true,
    connMaxAge: true,
    connHealthChecks: true,
    atomicRequests: true,
    autocommit: true,
    timeZone: true,
    disableServerSideCursors: true,
    test: true,
  }),
  inner: {
    test: {
      names: namesOf<TestDatabaseSettings>({
        name: true,
        charset: true,
        collation: true,
        template: true,
        mirror: true,
        dependencies: true,
        createDb: true,
        migrate: true,
      }),
    },
  },
};

const template: Shape = {
  names: namesOf<TemplateSettings>({
    backend: true,
    name: true,
    dirs: true,
    appDirs: true,
    options: true,
  }),
  inner: {
    options: {
      names: namesOf<TemplateOptions>({
        contextProcessors: true,
        libraries: true,
        builtins: true,
        loaders: true,
        stringIfInvalid: true,
        autoescape: true,
        debug: true,
        fileCharset: true,
      }),
    },
  },
};

const cache: Shape = {
  names: namesOf<CacheSettings>({
    backend: true,
    location: true,
    timeout: true,
    options: true,
    keyPrefix: true,
    version: true,
    keyFunction: true,
  }),
};

const storage: Shape = { names: namesOf<StorageSettings>({ backend: true, options: true }) };

const task: Shape = {
  names: namesOf<TaskSettings>({ backend: true, queues: true, options: true }),
};

/** Settings that hold entries: a list, or an object by alias. Backends of others take names of their own. */
const ENTRIES: ReadonlyMap<string, readonly [shape: Shape, isOurs: (entry: Values) => boolean]> =
  new Map([
    ["databases", [database, ({ engine }) => typeof engine === "string"]],
    ["templates", [template, ({ backend }) => backend === undefined || backend === "nuages"]],
    ["caches", [cache, ({ backend }) => typeof backend === "string"]],
    ["storages", [storage, ({ backend }) => typeof backend === "string"]],
    ["tasks", [task, ({ backend }) => typeof backend === "string"]],
  ]);

type Values = Readonly<Record<string, unknown>>;

/** A name in an entry of a setting that has no meaning there. */
export interface UnknownName {
  /** `databases.default` */
  readonly place: string;
  readonly name: string;
  readonly known: readonly string[];
}

function isValues(value: unknown): value is Values {
  return typeof value === "object" && value !== null;
}

/** The names in the entries of a setting that have no meaning, such as `databases.default.nmae`. */
export function unknownNames(setting: string, value: unknown): UnknownName[] {
  const [shape, isOurs] = ENTRIES.get(setting) ?? [];
  if (shape === undefined || isOurs === undefined || !isValues(value)) return [];
  return Object.entries(value).flatMap(([alias, entry]) =>
    isValues(entry) && isOurs(entry) ? unknownIn(`${setting}.${alias}`, entry, shape) : [],
  );
}

function unknownIn(place: string, entry: Values, { names, inner = {} }: Shape): UnknownName[] {
  const own = Object.keys(entry)
    .filter((name) => !Object.hasOwn(names, name))
    .map((name) => ({ place, name, known: Object.keys(names) }));
  const deeper = Object.entries(inner).flatMap(([name, shape]) => {
    const value = entry[name];
    return isValues(value) ? unknownIn(`${place}.${name}`, value, shape) : [];
  });
  return [...own, ...deeper];
}
