import "./checks.ts";
import { registerBuiltinLookups } from "./lookups/register.ts";
import { watchDatabases } from "./watch/guard.ts";

export * as models from "./models.ts";
export { type AdvisoryLockOptions, withAdvisoryLock } from "./backends/advisory-lock.ts";
export { connections, DEFAULT_ALIAS } from "./backends/connections.ts";
export { type Database } from "./backends/database.ts";
export { querySpan, type QueryPayload } from "./backends/query-span.ts";
export { relationSpan, type RelationPayload } from "./watch/relation-span.ts";
export { type DatabaseRouter } from "./backends/routers.ts";
export {
  DatabaseError,
  DatabaseInternalError,
  DatabaseUnreachable,
  DataError,
  FieldDoesNotExist,
  FieldError,
  FieldFetchBlocked,
  IntegrityError,
  InterfaceError,
  InvalidUse,
  InvalidValue,
  LockTimeout,
  MultipleObjectsReturned,
  NotSupportedError,
  ObjectDoesNotExist,
  ObjectNotUpdated,
  OperationalError,
  ProgrammingError,
  ProtectedError,
  RepeatedQueries,
  RestrictedError,
  TransactionManagementError,
} from "./errors.ts";
export { Avg, Count, Max, Min, StdDev, Sum, Variance } from "./expressions/aggregates.ts";
export {
  Case,
  Exists,
  ExpressionWrapper,
  F,
  OuterRef,
  Subquery,
  Value,
  When,
} from "./expressions/constructors.ts";
export { Cast } from "./expressions/cast.ts";
export { FilteredRelation } from "./expressions/filtered-relation.ts";
export { Collate } from "./expressions/collate.ts";
export { FuncExpression as Func } from "./expressions/func.ts";
export { Coalesce, Greatest, Least, NullIf } from "./expressions/functions/comparison.ts";
export {
  Extract,
  ExtractDay,
  ExtractHour,
  ExtractIsoWeekDay,
  ExtractIsoYear,
  ExtractMinute,
  ExtractMonth,
  ExtractQuarter,
  ExtractSecond,
  ExtractWeek,
  ExtractWeekDay,
  ExtractYear,
  Trunc,
  TruncDate,
  TruncDay,
  TruncHour,
  TruncMinute,
  TruncMonth,
  TruncQuarter,
  TruncSecond,
  TruncTime,
  TruncWeek,
  TruncYear,
} from "./expressions/functions/date-parts.ts";
export { MD5, SHA1, SHA224, SHA256, SHA384, SHA512 } from "./expressions/functions/hashes.ts";
export { JSONArray, JSONObject } from "./expressions/functions/json.ts";
export {
  ACos,
  ASin,
  ATan,
  ATan2,
  Abs,
  Ceil,
  Cos,
  Cot,
  Degrees,
  Exp,
  Floor,
  Ln,
  Log,
  Mod,
  Pi,
  Power,
  Radians,
  Random,
  Round,
  Sign,
  Sin,
  Sqrt,
  Tan,
} from "./expressions/functions/math.ts";
export { Now } from "./expressions/functions/now.ts";
export {
  Chr,
  Concat,
  LPad,
  LTrim,
  Left,
  Length,
  Lower,
  Ord,
  RPad,
  RTrim,
  Repeat,
  Replace,
  Reverse,
  Right,
  StrIndex,
  Substr,
  Trim,
  Upper,
} from "./expressions/functions/text.ts";
export {
  CumeDist,
  DenseRank,
  FirstValue,
  Lag,
  LastValue,
  Lead,
  NthValue,
  Ntile,
  PercentRank,
  Rank,
  RowNumber,
} from "./expressions/functions/window.ts";
export { and, not, or, Q } from "./expressions/q.ts";
export { RawSQL } from "./expressions/raw-sql.ts";
export { RowRange, ValueRange, type WindowFrame } from "./expressions/window-frame.ts";
export { AnyValue, StringAgg, type StringAggOptions } from "./expressions/string-agg.ts";
export { Window, type WindowOptions } from "./expressions/window.ts";
export { choices } from "./fields/choices.ts";
export { Field } from "./fields/field.ts";
export {
  type SwappableDefaults,
  type SwappableModel,
  type SwappableModels,
} from "./fields/setting-reference.ts";
export { GenericForeignKey, GenericRelation } from "./fields/generic-relations.ts";
export { canMigrate } from "./models/can-migrate.ts";
export { contentTypeKey } from "./models/content-types.ts";
export {
  Contains,
  EndsWith,
  Exact,
  GreaterThan,
  GreaterThanOrEqual,
  IContains,
  IEndsWith,
  IExact,
  IRegex,
  IStartsWith,
  In,
  IsNull,
  LessThan,
  LessThanOrEqual,
  Range,
  Regex,
  StartsWith,
} from "./lookups/comparisons.ts";
export { inspectDatabase, type InspectOptions } from "./inspect/inspect-database.ts";
export { KT } from "./lookups/json.ts";
export { type ModelClass } from "./models/model-class.ts";
export { type ModelMeta } from "./models/meta.ts";
export type { Ordering } from "./models/model-rows.ts";
export { declareModel, type ModelParts, registerModels } from "./models/model.ts";
export {
  alteredField,
  detachField,
  detachModel,
  type DetachedModel,
  relationTargets,
} from "./models/model-parts.ts";
export { BaseConstraint } from "./models/constraints.ts";
export { Index } from "./models/indexes.ts";
export { isolateModels, ModelRegistry } from "./models/registry.ts";
export type { ReverseRelation } from "./models/reverse-relation.ts";
export { callable } from "./callable.ts";
export { Expression } from "./expressions/expression.ts";
export { FieldReference } from "./expressions/columns.ts";
export { Condition, type Leaf } from "./expressions/q.ts";
export { type Deconstructed } from "./fields/field.ts";
export type { AnyFieldType } from "./fields/field-types.ts";
export type { ModelOptions } from "./models/options.ts";
export {
  isSettingReference,
  modelOfSetting,
  type SettingReference,
} from "./fields/setting-reference.ts";
export { snakeCase } from "./names.ts";
export { BaseManager } from "./query/manager.ts";
export { allowMigrate, allowMigrateModel, type MigrateHints } from "./backends/routers.ts";
export { type Lazy } from "./models/model-types.ts";
export { type CheckedCreation, type CreationValues } from "./models/input-types.ts";
export { copyInstance, type CopyInstanceOptions, isInstance } from "./models/copy-instance.ts";
export { type HistoricalInstance, type HistoricalModel } from "./models/historical-model.ts";
export { type CleanOptions } from "./models/cleaning.ts";
export { type DeleteOptions } from "./models/deletion.ts";
export { type RefreshOptions } from "./models/refresh.ts";
export { type SaveOptions, saveRaw } from "./models/save.ts";
export {
  type HistoricalModels,
  type MigrateSignalArgs,
  type PlannedMigration,
  type PlanStep,
  postMigrate,
  preMigrate,
} from "./models/migrate-signals.ts";
export {
  classPrepared,
  m2mChanged,
  postDelete,
  postInit,
  postSave,
  preDelete,
  preInit,
  preSave,
} from "./models/signals.ts";
export {
  CTE,
  type CommonTable,
  type CommonTableOptions,
  type RecursiveTableOptions,
} from "./query/common-table.ts";
export type { JoinOptions, JoinedTable } from "./query/table-join.ts";
export { type Manager, type RelatedManager } from "./query/manager-types.ts";
export { type Checked, type Conditions } from "./query/path-types.ts";
export type { ExtraOptions } from "./query/extra.ts";
export { GenericPrefetch, Prefetch } from "./query/prefetch-object.ts";
export { prefetchRelatedObjects } from "./query/prefetch-related-objects.ts";
export { QuerySet } from "./query/queryset.ts";
export { type RawOptions, type RawParams, RawQuerySet } from "./query/raw-queryset.ts";
export type { FetchMode } from "./query/fetch-mode.ts";
export type { Compiler } from "./sql/compiler-context.ts";
export type { Param, Sql } from "./sql/fragment.ts";
export { createTables, type CreateTablesOptions } from "./schema/create-tables.ts";
export {
  deferConstraints,
  type DeferConstraintsOptions,
  sequenceResetStatements,
  type SequenceResetOptions,
} from "./schema/fixture-support.ts";
export { flushStatements } from "./schema/flush.ts";
export { MIGRATIONS_TABLE } from "./schema/migrations-table.ts";
export {
  SchemaEditor,
  type AlterFieldOptions,
  type IndexChangeOptions,
  type SchemaEditorOptions,
} from "./schema/schema-editor.ts";
export { withSchemaEditor, type WithSchemaEditorOptions } from "./schema/with-schema-editor.ts";
export { type PendingCallback, pendingCallbacks } from "./transaction/pending-callbacks.ts";
export { atomic, type AtomicOptions } from "./transaction/atomic.ts";
export {
  getRollback,
  inAtomicBlock,
  savepoint,
  savepointCommit,
  savepointRollback,
  setRollback,
} from "./transaction/by-hand.ts";
export { onCommit } from "./transaction/on-commit.ts";

registerBuiltinLookups();
watchDatabases();
