import { inspect } from "node:util";

import { MODEL } from "../../apps/index.ts";
import type { CheckMessage } from "../../checks/index.ts";
import { markAltersData } from "../../utils/alters-data.ts";
import { equalValues } from "../../utils/compare.ts";
import { InvalidUse } from "../errors.ts";
import type { BaseManager } from "../query/manager.ts";
import {
  cleanFields,
  fullClean,
  validateConstraints,
  validateUnique,
  type CleanOptions,
} from "./cleaning.ts";
import { deferredAttributes } from "./deferred.ts";
import { deleteInstance, type DeleteOptions } from "./deletion.ts";
import { FROM_ROW } from "./hydrate.ts";
import { initialize, setKey } from "./initialize.ts";
import { InstanceState, STATE, instanceMeta, stateOf } from "./instance-state.ts";
import { plainManager } from "./managers.ts";
import { metaOf, metaOfInstance, type DeclaredClass } from "./meta-of.ts";
import type { ModelMeta } from "./meta.ts";
import { modelFindings } from "./model-checks.ts";
import { ownException } from "./model-exceptions.ts";
import { refreshInstance, type RefreshOptions } from "./refresh.ts";
import { saveInstance, type SaveOptions } from "./save.ts";
import { PROBE } from "./shadowing.ts";

type Values = Record<string, unknown>;

/** What every model class can do. */
export class ModelBase {
  declare [STATE]: InstanceState;

  static get meta(): ModelMeta {
    return metaOf(this as unknown as DeclaredClass);
  }

  static get [MODEL](): ModelMeta {
    return metaOf(this as unknown as DeclaredClass);
  }

  static get objects(): BaseManager {
    const { meta } = this;
    meta.requireTable();
    return plainManager(meta);
  }

  static get DoesNotExist(): unknown {
    return ownException(this, "DoesNotExist");
  }

  static get MultipleObjectsReturned(): unknown {
    return ownException(this, "MultipleObjectsReturned");
  }

  static get NotUpdated(): unknown {
    return ownException(this, "NotUpdated");
  }

  static check(): CheckMessage[] {
    return modelFindings(this.meta);
  }

  constructor(values?: object | symbol) {
    // Hidden from loops and printing: a symbol is no name of a field.
    this[STATE] = new InstanceState();
    if (typeof values === "symbol") {
      if (values === FROM_ROW || values === PROBE) return;
      throw new InvalidUse("A model takes an object of values.");
    }
    initialize(this, metaOf(new.target as unknown as DeclaredClass), values);
  }

  get pk(): unknown {
    return metaOfInstance(this).keyOf(this);
  }

  set pk(value: unknown) {
    setKey(this, metaOfInstance(this), value);
  }

  save(options: SaveOptions = {}): Promise<void> {
    return saveInstance(this, options);
  }

  async delete(options: DeleteOptions = {}): Promise<[number, Record<string, number>]> {
    return deleteInstance(this, options);
  }

  async refreshFromDb(options: RefreshOptions = {}): Promise<void> {
    await refreshInstance(this, options);
  }

  async fullClean(options: CleanOptions = {}): Promise<void> {
    await fullClean(this, options);
  }

  async cleanFields(options: { readonly exclude?: Iterable<string> } = {}): Promise<void> {
    await cleanFields(this, new Set(options.exclude));
  }

  async clean(): Promise<void> {}

  async validateUnique(options: { readonly exclude?: Iterable<string> } = {}): Promise<void> {
    await validateUnique(this, new Set(options.exclude));
  }

  async validateConstraints(options: { readonly exclude?: Iterable<string> } = {}): Promise<void> {
    await validateConstraints(this, new Set(options.exclude));
  }

  /** Attribute names of fields that are not loaded. */
  getDeferredFields(): Set<string> {
    return new Set(deferredAttributes(this));
  }

  serializableValue(name: string): unknown {
    const entry = metaOfInstance(this).find(name);
    return (this as Values)[entry?.field?.attname ?? name];
  }

  equals(other: unknown): boolean {
    if (this === other) return true;
    const [mine, theirs] = [metaOfInstance(this), instanceMeta(other)];
    if (theirs === undefined || mine.concrete !== theirs.concrete) return false;
    const key = mine.keyOf(this);
    return key !== null && equalValues(key, theirs.keyOf(other as object));
  }

  toString(): string {
    const meta = metaOfInstance(this);
    return `${meta.name} object (${String(meta.keyOf(this))})`;
  }

  toJSON(): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    const deferred = deferredAttributes(this);
    for (const { attname } of metaOfInstance(this).concreteFields) {
      if (!deferred.has(attname)) result[attname] = (this as Values)[attname];
    }
    for (const name of stateOf(this).annotations ?? []) result[name] = (this as Values)[name];
    return result;
  }

  [inspect.custom](depth: number, options: object): string {
    const meta = metaOfInstance(this);
    const text = safeText(this);
    if (depth < 0) return `[${meta.name}]`;
    return `${meta.name} ${inspect(this.toJSON(), { ...options, depth: 1 })}${text === "" ? "" : ` ${text}`}`;
  }
}

markAltersData(ModelBase.prototype, ["delete", "save"]);

/** The text of an instance when it is more than its class and key. */
function safeText(instance: ModelBase): string {
  if (instance.toString === ModelBase.prototype.toString) return "";
  try {
    return `"${String(instance)}"`;
  } catch (error) {
    return `(toString: ${error instanceof Error ? error.name : "failed"})`;
  }
}
