import { registerBuiltinLookups } from "./lookups/register.ts";

export * as models from "./models.ts";
export { connections, DEFAULT_ALIAS } from "./backends/connections.ts";
export { type Database } from "./backends/database.ts";
export { querySpan, type QueryPayload } from "./backends/query-span.ts";
export { type DatabaseRouter } from "./backends/routers.ts";
export {
  DatabaseError,
  DatabaseInternalError,
  DataError,
  FieldDoesNotExist,
  FieldError,
  IntegrityError,
  InterfaceError,
  InvalidUse,
  InvalidValue,
  MultipleObjectsReturned,
  NotSupportedError,
  ObjectDoesNotExist,
  ObjectNotUpdated,
  OperationalError,
  ProgrammingError,
  ProtectedError,
  RestrictedError,
  TransactionManagementError,
} from "./errors.ts";
export { Avg, Count, Max, Min, StdDev, Sum, Variance } from "./expressions/aggregates.ts";
export { Case, Exists, F, OuterRef, Subquery, Value, When } from "./expressions/constructors.ts";
export { and, not, or, Q } from "./expressions/q.ts";
export { choices } from "./fields/choices.ts";
export { Field } from "./fields/field.ts";
export { type ModelClass } from "./models/model-class.ts";
export { type ModelMeta } from "./models/meta.ts";
export { registerModels } from "./models/model.ts";
export { type Lazy } from "./models/model-types.ts";
export { saveRaw } from "./models/save.ts";
export {
  m2mChanged,
  postDelete,
  postInit,
  postSave,
  preDelete,
  preInit,
  preSave,
} from "./models/signals.ts";
export { type Manager, type RelatedManager } from "./query/manager-types.ts";
export { Prefetch } from "./query/prefetch-object.ts";
export { prefetchRelatedObjects } from "./query/prefetch-related-objects.ts";
export { QuerySet } from "./query/queryset.ts";
export { createTables, type CreateTablesOptions } from "./schema/create-tables.ts";
export {
  atomic,
  getRollback,
  inAtomicBlock,
  onCommit,
  savepoint,
  savepointCommit,
  savepointRollback,
  setRollback,
  type AtomicOptions,
} from "./transaction/atomic.ts";

registerBuiltinLookups();
