import { isConfigured, settings } from "../../conf/index.ts";
import { connections, DEFAULT_ALIAS } from "../backends/connections.ts";
import { routeRead } from "../backends/routers.ts";
import { updateState } from "../query/change.ts";
import { QuerySet } from "../query/queryset.ts";
import { initialState } from "../query/state.ts";
import { defineFieldAccessor, defineReverseAccessor } from "./accessors.ts";
import { collectAndDelete } from "./deletion.ts";
import { baseManager, defaultManager } from "./managers.ts";
import { neighbourOf } from "./neighbours.ts";
import type { ModelServices } from "./services.ts";
import { throughModel } from "./through-model.ts";

/** What all models are given by the layers above. */
export const modelServices: ModelServices = {
  rows: (meta, using) => new QuerySet<object>(initialState(meta, using)),
  defaultManager,
  baseManager,
  defineField: defineFieldAccessor,
  defineReverse: defineReverseAccessor,
  neighbour: neighbourOf,
  throughModel,
  longestTableName: () =>
    isConfigured() && Object.hasOwn(settings.databases, DEFAULT_ALIAS)
      ? connections.get().dialect.maxNameLength
      : Infinity,
  dbForRead: (meta, instance) => routeRead(meta, instance === undefined ? {} : { instance }),
  updateState,
  deleteState: (state) => collectAndDelete(state, undefined),
  columnRange: (meta, field) =>
    isConfigured() ? connections.get(routeRead(meta)).dialect.integerRange(field) : undefined,
};
