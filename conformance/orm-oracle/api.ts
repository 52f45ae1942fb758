import { MissingApi } from "./missing-api.ts";

type Namespace = Readonly<Record<string, unknown>>;
type Callable = (...args: readonly unknown[]) => unknown;
type Constructor = new (...args: readonly unknown[]) => object;

/** Our public names, found by the names that Django gives them. */
export class Api {
  readonly #namespaces: readonly Namespace[];

  /** @param namespaces Modules and namespace objects; the first that has a name gives it. */
  constructor(namespaces: readonly Namespace[]) {
    this.#namespaces = namespaces;
  }

  has(name: string): boolean {
    return this.#namespaces.some((namespace) => name in namespace);
  }

  /** @throws MissingApi when no module exports `name` */
  get(name: string): unknown {
    const namespace = this.#namespaces.find((candidate) => name in candidate);
    if (namespace === undefined) throw new MissingApi(name);
    return namespace[name];
  }

  call(name: string, ...args: readonly unknown[]): unknown {
    return (this.get(name) as Callable)(...args);
  }

  create(name: string, ...args: readonly unknown[]): object {
    return new (this.get(name) as Constructor)(...args);
  }

  /** Calls a function, or constructs a class that is no function. */
  make(name: string, ...args: readonly unknown[]): unknown {
    const member = this.get(name);
    return isBareClass(member)
      ? new (member as Constructor)(...args)
      : (member as Callable)(...args);
  }
}

function isBareClass(value: unknown): boolean {
  return typeof value === "function" && /^class\b/.test(Function.prototype.toString.call(value));
}

async function optional(specifier: string): Promise<Namespace | undefined> {
  try {
    return (await import(specifier)) as Namespace;
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === "ERR_PACKAGE_PATH_NOT_EXPORTED" || code === "ERR_MODULE_NOT_FOUND")
      return undefined;
    throw error;
  }
}

const MODULES = [
  "nuages/db",
  "nuages/db/functions",
  "nuages/db/expressions",
  "nuages/db/lookups",
  "nuages/db/transaction",
  "nuages/validation",
  "nuages/contrib/contenttypes",
  "nuages/contrib/postgres",
] as const;

/** Everything that a pipeline may name. */
export async function loadApi(): Promise<Api> {
  const modules: Namespace[] = [];
  for (const specifier of MODULES) {
    const module = await optional(specifier);
    if (module !== undefined) modules.push(module);
  }
  const nested = modules.flatMap((module) =>
    ["models", "functions", "lookups", "transaction"].map(
      (name) => module[name] as Namespace | undefined,
    ),
  );
  return new Api([
    ...modules,
    ...nested.filter((namespace) => namespace !== undefined && namespace !== null),
  ]);
}
