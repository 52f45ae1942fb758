import { routeRead, routeWrite } from "../backends/routers.ts";
import { InvalidUse, InvalidValue } from "../errors.ts";
import { toCondition } from "../expressions/q.ts";
import type { ForeignKeyField } from "../fields/foreign-key.ts";
import { createObject, getOrCreateObject, updateOrCreateObject } from "../query/create.ts";
import { filteredState } from "../query/filtering.ts";
import { INTERNAL } from "../query/internal.ts";
import type { QuerySet } from "../query/queryset.ts";
import { atomic } from "../transaction/atomic.ts";
import {
  type AddOptions,
  forgetPrefetched,
  listOf,
  type ManagerType,
  objectOf,
  prefetched,
  replaceRows,
  requireKey,
  splitOptions,
} from "./instance-manager.ts";
import { instanceMeta, stateOf, type Instance } from "./instance-state.ts";
import { pointedKeyOf } from "./relation-key.ts";
import { saveObject } from "./save.ts";

/** `author.bookSet`. */
export function foreignManager(
  type: ManagerType,
  name: string,
  field: ForeignKeyField,
): ManagerType {
  let keyOf: ((object: object) => unknown) | undefined;
  class RelatedManager extends type {
    override getQueryset(): QuerySet<object> {
      requireKey(this.instance, name);
      keyOf ??= pointedKeyOf(field);
      const key = keyOf(this.instance);
      const rows = super.getQueryset();
      const state = rows[INTERNAL];
      const using = state.using ?? routeRead(state.meta, { instance: this.instance });
      if (key === null || key === undefined) return rows.none();
      const narrowed = filteredState(
        { ...state, using, hints: { instance: this.instance, relation: name } },
        toCondition([{ [field.name]: this.instance }]),
      );
      const known = [{ field, objects: new Map([[key, this.instance]]) }];
      return prefetched(
        this.instance,
        name,
        rows.withState({ ...narrowed, known: [...state.known, ...known] }),
      );
    }

    get #using(): string {
      return this.db ?? routeWrite(field.model, { instance: this.instance });
    }

    async add(...args: unknown[]): Promise<void> {
      requireKey(this.instance, name);
      const { objects, options } = splitOptions(args);
      const using = this.#using;
      const rows = objects.map((object) => objectOf(field.model, object));
      forgetPrefetched(this.instance, name);
      if (options.bulk !== false) {
        const unsaved = rows.find((row) => stateOf(row).adding || stateOf(row).db !== using);
        if (unsaved !== undefined) {
          throw new InvalidValue(
            `A ${field.model.label} instance isn't saved. Use bulk: false or save the object first.`,
          );
        }
        const keys = rows.map((row) => field.model.keyOf(row));
        for (const row of rows) (row as Instance)[field.name] = this.instance;
        await field.model.services.updateState(
          filteredState(
            field.model.baseOrDefaultState(false, using),
            toCondition([{ pk__in: keys }]),
          ),
          { [field.name]: this.instance },
        );
        return;
      }
      await atomic(
        async () => {
          for (const row of rows) {
            (row as Instance)[field.name] = this.instance;
            await saveObject(row, { using });
          }
        },
        { using, savepoint: false },
      );
    }

    async create(values: object): Promise<object> {
      requireKey(this.instance, name);
      forgetPrefetched(this.instance, name);
      return createObject(super.getQueryset().using(this.#using), {
        ...values,
        [field.name]: this.instance,
      });
    }

    async getOrCreate(
      lookups: object,
      options: { readonly defaults?: object } = {},
    ): Promise<[unknown, boolean]> {
      requireKey(this.instance, name);
      return getOrCreateObject(
        super.getQueryset().using(this.#using),
        { ...lookups, [field.name]: this.instance },
        options.defaults ?? {},
      );
    }

    async updateOrCreate(
      lookups: object,
      options: { readonly defaults?: object; readonly createDefaults?: object } = {},
    ): Promise<[unknown, boolean]> {
      requireKey(this.instance, name);
      return updateOrCreateObject(
        super.getQueryset().using(this.#using),
        { ...lookups, [field.name]: this.instance },
        options,
      );
    }

    #refuseWithoutNull(method: string): void {
      if (field.null) return;
      throw new InvalidUse(
        `${method}() is not there for ${instanceMeta(this.instance)?.label ?? ""}.${name}: ${field.label} cannot be null.`,
        {
          hint: "Delete the objects, or point them at another one with add().",
        },
      );
    }

    async remove(...objects: unknown[]): Promise<void> {
      this.#refuseWithoutNull("remove");
      if (objects.length === 0) return;
      const key = (this.instance as Instance)[field.toField.attname];
      const rows = objects.map((object) => objectOf(field.model, object));
      for (const row of rows) {
        if ((row as Instance)[field.attname] !== key) {
          throw new field.model.cls.DoesNotExist(
            `${field.model.label} ${String(field.model.keyOf(row))} is not related to this ${instanceMeta(this.instance)?.label ?? "object"}.`,
          );
        }
      }
      forgetPrefetched(this.instance, name);
      const keys = rows.map((row) => field.model.keyOf(row));
      await field.model.services.updateState(
        filteredState(this.getQueryset()[INTERNAL], toCondition([{ pk__in: keys }])),
        { [field.name]: null },
      );
      for (const row of rows) (row as Instance)[field.attname] = null;
    }

    async clear(): Promise<void> {
      this.#refuseWithoutNull("clear");
      forgetPrefetched(this.instance, name);
      await field.model.services.updateState(this.getQueryset()[INTERNAL], { [field.name]: null });
    }

    async set(objects: unknown, options: AddOptions = {}): Promise<void> {
      requireKey(this.instance, name);
      const wanted = await listOf(objects);
      if (!field.null) {
        await this.add(...wanted, { bulk: options.bulk ?? true });
        return;
      }
      await replaceRows(
        this,
        wanted.map((object) => objectOf(field.model, object)),
        { ...options, model: field.model, using: this.#using },
      );
    }
  }
  return RelatedManager;
}
