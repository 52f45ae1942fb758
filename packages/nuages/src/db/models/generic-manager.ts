import { routeRead, routeWrite } from "../backends/routers.ts";
import { InvalidValue } from "../errors.ts";
import { toCondition } from "../expressions/q.ts";
import type { GenericRelationInstance } from "../fields/generic-relations.ts";
import { createObject, getOrCreateObject, updateOrCreateObject } from "../query/create.ts";
import { filteredState } from "../query/filtering.ts";
import { INTERNAL } from "../query/internal.ts";
import type { QuerySet } from "../query/queryset.ts";
import type { QueryState } from "../query/state.ts";
import { atomic } from "../transaction/atomic.ts";
import { contentTypeKey } from "./content-types.ts";
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
import { stateOf } from "./instance-state.ts";
import { saveObject } from "./save.ts";

/** `bookmark.tags`: rows of any model that point at an object by its type and its key. */
export function genericManager(type: ManagerType, field: GenericRelationInstance): ManagerType {
  const model = field.target;
  class GenericManager extends type {
    get #using(): string {
      return this.db ?? routeWrite(model, { instance: this.instance });
    }

    override getQueryset(): QuerySet<object> {
      requireKey(this.instance, field.name);
      const rows = super.getQueryset();
      const state = rows[INTERNAL];
      const using = state.using ?? routeRead(state.meta, { instance: this.instance });
      const own = {
        [field.contentTypeField.attname]: field.contentTypeValue(using),
        [field.objectIdField.name]: field.model.keyOf(this.instance),
      };
      const narrowed: QueryState = filteredState(
        { ...state, using, hints: { instance: this.instance, relation: field.name } },
        toCondition([own]),
      );
      return prefetched(this.instance, field.name, rows.withState(narrowed));
    }

    async #own(): Promise<Record<string, unknown>> {
      requireKey(this.instance, field.name);
      const type = await contentTypeKey(field.contentTypeField.target, field.model, this.#using);
      return {
        [field.contentTypeField.attname]: type,
        [field.objectIdField.name]: field.model.keyOf(this.instance),
      };
    }

    async add(...args: unknown[]): Promise<void> {
      const { objects: given, options } = splitOptions(args);
      const objects = given.map((object) => objectOf(model, object));
      forgetPrefetched(this.instance, field.name);
      const own = await this.#own();
      if (options.bulk !== false) {
        if (objects.some((object) => stateOf(object).adding))
          throw new InvalidValue(
            `A ${model.label} instance isn't saved. Use bulk: false or save the object first.`,
          );
        const keys = objects.map((object) => model.keyOf(object));
        await model.services.updateState(
          filteredState(
            model.baseOrDefaultState(false, this.#using),
            toCondition([{ pk__in: keys }]),
          ),
          own,
        );
        return;
      }
      await atomic(
        async () => {
          for (const object of objects) {
            Object.assign(object, own);
            await saveObject(object, { using: this.#using });
          }
        },
        { using: this.#using, savepoint: false },
      );
    }

    async remove(...objects: unknown[]): Promise<void> {
      if (objects.length === 0) return;
      forgetPrefetched(this.instance, field.name);
      const keys = objects.map((object) => model.keyOf(objectOf(model, object)));
      await model.services.deleteState(
        filteredState(
          { ...this.getQueryset()[INTERNAL], using: this.#using },
          toCondition([{ pk__in: keys }]),
        ),
      );
    }

    async clear(): Promise<void> {
      forgetPrefetched(this.instance, field.name);
      await model.services.deleteState({ ...this.getQueryset()[INTERNAL], using: this.#using });
    }

    async set(objects: unknown, options: AddOptions = {}): Promise<void> {
      const wanted = (await listOf(objects)).map((object) => objectOf(model, object));
      await replaceRows(this, wanted, { ...options, model, using: this.#using });
    }

    async create(values: object): Promise<object> {
      forgetPrefetched(this.instance, field.name);
      return createObject(super.getQueryset().using(this.#using), {
        ...values,
        ...(await this.#own()),
      });
    }

    async getOrCreate(
      lookups: object,
      options: { readonly defaults?: object } = {},
    ): Promise<[unknown, boolean]> {
      return getOrCreateObject(
        super.getQueryset().using(this.#using),
        { ...lookups, ...(await this.#own()) },
        options.defaults ?? {},
      );
    }

    async updateOrCreate(
      lookups: object,
      options: { readonly defaults?: object; readonly createDefaults?: object } = {},
    ): Promise<[unknown, boolean]> {
      return updateOrCreateObject(
        super.getQueryset().using(this.#using),
        { ...lookups, ...(await this.#own()) },
        options,
      );
    }
  }
  return GenericManager;
}
