import type { Builder } from "./builder.ts";
import { Failure } from "./failure.ts";
import type { Json, Pipeline, Show, Step } from "./grammar.ts";
import { invoke, MissingApi } from "./missing-api.ts";
import { managerOf } from "./models.ts";
import type { QueryCounter } from "./query-counter.ts";
import { encode, encodeInstance, isInstance } from "./rows.ts";
import { attributes, encodeDeleted, runPipeline } from "./terminals.ts";
import { validate } from "./validation.ts";

/** The exception of a script's own `raise`. */
class Abort extends Error {
  override readonly name = "Abort";
}

/** What a script has answered so far when it ended with an exception. */
export class ScriptError extends Error {
  override readonly name = "ScriptError";
  readonly steps: readonly unknown[];

  constructor(cause: unknown, steps: readonly unknown[]) {
    super("the script ended with an exception", { cause });
    this.steps = steps;
  }
}

/** Keywords of related managers that are options of ours, not attributes. */
const OPTIONS: ReadonlySet<string> = new Set(["through_defaults", "bulk", "clear"]);
/** Methods of which the keywords are attributes of the object. */
const BY_ATTRIBUTES: ReadonlySet<string> = new Set(["create", "get_or_create", "update_or_create"]);

type Handler = (step: Step) => unknown;

/** Runs the steps of a script, in order. */
export class Script {
  readonly log: string[] = [];
  readonly #builder: Builder;
  readonly #queries: QueryCounter;
  readonly #handlers: Readonly<Record<string, Handler>> = {
    query: (step) => runPipeline(step as unknown as Pipeline, this.#builder),
    new: (step) =>
      this.#keep(step, this.#builder.construct(String(step["model"]), step["values"] as Json)),
    create: (step) => this.#create(step),
    get: (step) => this.#get(step),
    set: (step) => this.#set(step),
    save: async (step) =>
      void (await invoke(this.#object(step), "save", this.#options(step), "Model")),
    delete: async (step) => ({
      value: encodeDeleted(
        await invoke(this.#object(step), "delete", this.#options(step), "Model"),
      ),
    }),
    refresh: async (step) =>
      void (await invoke(this.#object(step), "refreshFromDb", this.#options(step), "Model")),
    manager: (step) => this.#manager(step),
    show: async (step) => ({ value: await this.#shown(this.#object(step), step["show"] as Show) }),
    atomic: (step) => this.#atomic(step),
    raise: () => {
      throw new Abort("raised by the script");
    },
    savepoint: async (step) => void this.#keep(step, await this.#builder.api.call("savepoint")),
    savepoint_rollback: async (step) =>
      void (await this.#builder.api.call("savepointRollback", this.#reference(step))),
    savepoint_commit: async (step) =>
      void (await this.#builder.api.call("savepointCommit", this.#reference(step))),
    rollback_flag: (step) => void this.#builder.api.call("setRollback", step["value"] ?? true),
    get_rollback: () => ({ value: this.#builder.api.call("getRollback") }),
    in_atomic_block: () => ({ value: this.#builder.api.call("inAtomicBlock") }),
    on_commit: (step) => this.#onCommit(step),
    log: () => ({ value: [...this.log] }),
    full_clean: (step) => this.#validate(step, "fullClean"),
    clean_fields: (step) => this.#validate(step, "cleanFields"),
    validate_unique: (step) => this.#validate(step, "validateUnique"),
    validate_constraints: (step) => this.#validate(step, "validateConstraints"),
    check_constraints: async () =>
      void (await invoke(this.#connection(), "checkConstraints", [], "connection")),
    num_queries: (step) => this.#count(step),
  };

  constructor(builder: Builder, queries: QueryCounter) {
    this.#builder = builder;
    this.#queries = queries;
  }

  /** @throws ScriptError when a step that has no `catch` fails */
  async run(steps: readonly Step[]): Promise<readonly unknown[]> {
    const entries: unknown[] = [];
    for (const step of steps) {
      try {
        entries.push(await this.#step(step));
      } catch (error) {
        if (error instanceof MissingApi) throw error;
        const inner = error instanceof ScriptError ? error : new ScriptError(error, []);
        // A block leaves what it answered before it failed; any other step leaves nothing.
        if (step.do === "atomic") entries.push({ steps: inner.steps });
        throw new ScriptError(inner.cause, entries);
      }
    }
    return entries;
  }

  async #step(step: Step): Promise<unknown> {
    const handler = this.#handlers[step.do];
    if (handler === undefined) throw new MissingApi(`script step ${step.do}`);
    try {
      const { steps: _, ...own } = step;
      await this.#builder.fetch(own);
      return (await handler(step)) ?? null;
    } catch (error) {
      if (step.catch !== true || step.do === "atomic" || error instanceof MissingApi) throw error;
      return { error: new Failure(error) };
    }
  }

  #keep(step: Step, value: unknown): null {
    if (typeof step["as"] === "string") this.#builder.variables.set(step["as"], value);
    return null;
  }

  #object(step: Step): object {
    return this.#builder.variable(String(step["obj"])) as object;
  }

  #reference(step: Step): unknown {
    return this.#builder.variables.get(String(step["ref"]));
  }

  #connection(): unknown {
    return invoke(this.#builder.api.get("connections"), "get", ["default"], "connections");
  }

  #options(step: Step): readonly unknown[] {
    const { names } = this.#builder;
    const entries = Object.entries((step["kw"] ?? {}) as Json);
    if (entries.length === 0) return [];
    const spell = (value: unknown): unknown =>
      Array.isArray(value) ? value.map((name) => names.path(String(name))) : value;
    return [
      Object.fromEntries(entries.map(([name, value]) => [names.segment(name), spell(value)])),
    ];
  }

  async #shown(instance: object, show: Show = ["pk"]): Promise<unknown> {
    return await encodeInstance(instance, show, this.#builder);
  }

  async #create(step: Step): Promise<unknown> {
    const manager = managerOf(this.#builder.models.get(String(step["model"])));
    const values = this.#builder.attributes(step["values"] as Json);
    const instance = (await invoke(manager, "create", [values], "Manager")) as object;
    this.#keep(step, instance);
    return "show" in step ? await this.#shown(instance, step["show"] as Show) : null;
  }

  async #get(step: Step): Promise<null> {
    const { model, ops, pk } = step as unknown as {
      model: string;
      ops?: Pipeline["ops"];
      pk: unknown;
    };
    const rows = this.#builder.querySet({ model, ...(ops === undefined ? {} : { ops }) });
    return this.#keep(
      step,
      await invoke(rows, "get", [{ pk: this.#builder.value(pk) }], "QuerySet"),
    );
  }

  #set(step: Step): null {
    Object.assign(this.#object(step), this.#builder.attributes(step["values"] as Json));
    return null;
  }

  async #manager(step: Step): Promise<unknown> {
    const builder = this.#builder;
    const owner = this.#object(step) as Readonly<Record<string, unknown>>;
    const attr = builder.names.segment(String(step["attr"]));
    if (owner[attr] === undefined) throw new MissingApi(`${owner.constructor.name}.${attr}`);
    const method = String(step["method"]);
    const args = ((step["args"] ?? []) as readonly unknown[]).map((form) => builder.value(form));
    const extra = this.#managerKeywords(method, (step["kw"] ?? {}) as Json);
    const result = await invoke(
      owner[attr],
      builder.names.segment(method),
      [...args, ...extra],
      "RelatedManager",
    );
    return { value: await this.#result(result, step["show"] as Show | undefined) };
  }

  #managerKeywords(method: string, kw: Json): readonly unknown[] {
    const entries = Object.entries(kw);
    const isOption = ([name]: readonly [string, unknown]): boolean =>
      OPTIONS.has(name) || !BY_ATTRIBUTES.has(method) || name === "defaults";
    const own = Object.fromEntries(entries.filter((entry) => !isOption(entry)));
    const named = entries
      .filter(isOption)
      .map(([name, form]) => [
        this.#builder.names.segment(name),
        name === "defaults" || name === "through_defaults"
          ? attributes(form, this.#builder)
          : this.#builder.value(form),
      ]);
    const values = BY_ATTRIBUTES.has(method) ? [this.#builder.attributes(own)] : [];
    return named.length === 0 ? values : [...values, Object.fromEntries(named)];
  }

  async #result(value: unknown, show: Show | undefined): Promise<unknown> {
    if (isInstance(value, this.#builder)) return await this.#shown(value, show);
    if (!Array.isArray(value)) return encode(value, this.#builder);
    return await Promise.all(value.map(async (item) => await this.#result(item, show)));
  }

  async #atomic(step: Step): Promise<unknown> {
    const options = Object.fromEntries(
      ["savepoint", "durable"].filter((name) => name in step).map((name) => [name, step[name]]),
    );
    let steps: readonly unknown[] = [];
    const block = async (): Promise<void> => {
      steps = await this.run(step["steps"] as readonly Step[]);
    };
    try {
      await this.#builder.api.call(
        "atomic",
        block,
        ...(Object.keys(options).length === 0 ? [] : [options]),
      );
    } catch (error) {
      if (error instanceof MissingApi) throw error;
      const failed = error instanceof ScriptError ? error : new ScriptError(error, steps);
      if (step.catch !== true) throw failed;
      return { steps: failed.steps, error: new Failure(failed.cause) };
    }
    return { steps };
  }

  async #onCommit(step: Step): Promise<null> {
    const callback = (): void => {
      this.log.push(String(step["log"]));
      if (step["fail"] === true) throw new Abort("raised by a callback");
    };
    const robust = step["robust"] === true ? [{ robust: true }] : [];
    await this.#builder.api.call("onCommit", callback, ...robust);
    return null;
  }

  async #validate(step: Step, method: string): Promise<unknown> {
    const instance = this.#object(step);
    const label = this.#builder.models.labelOf(instance.constructor) ?? "";
    const parts = this.#builder.models.missingParts(label);
    const missing = parts.find((part) => !part.startsWith("GenericRelation"));
    if (missing !== undefined) throw new MissingApi(missing);
    return {
      errors: await validate(instance, method, {
        args: this.#options(step),
        names: this.#builder.names,
      }),
    };
  }

  async #count(step: Step): Promise<unknown> {
    const before = this.#queries.count;
    const steps = await this.run(step["steps"] as readonly Step[]);
    return { value: this.#queries.count - before, steps };
  }
}
