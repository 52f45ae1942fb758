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
export { Expression } from "./expressions/expression.ts";
export { FilteredRelation } from "./expressions/filtered-relation.ts";
export { FuncExpression as Func } from "./expressions/func.ts";
export { and, not, or, Q } from "./expressions/q.ts";
export { BooleanField } from "./fields/boolean-field.ts";
export { choices, type Enumeration } from "./fields/choices.ts";
export { CompositePrimaryKey } from "./fields/composite-primary-key.ts";
export { DateField, DateTimeField, DurationField, TimeField } from "./fields/date-fields.ts";
export { DecimalField, FloatField } from "./fields/decimal-fields.ts";
export { FieldFile } from "./fields/field-file.ts";
export { fieldFactory, type FieldFactory } from "./fields/field-factory.ts";
export { FileField, type FileOptions, type UploadTo } from "./fields/file-field.ts";
export { FilePathField, type FilePathOptions } from "./fields/file-path-field.ts";
export { ImageField, type ImageOptions } from "./fields/image-field.ts";
export { ImageFieldFile } from "./fields/image-field-file.ts";
export { GeneratedField } from "./fields/generated-field.ts";
export { Field, type FieldOptions } from "./fields/field.ts";
export {
  AutoField,
  BigAutoField,
  BigIntegerField,
  IntegerField,
  PositiveBigIntegerField,
  PositiveIntegerField,
  PositiveSmallIntegerField,
  SmallAutoField,
  SmallIntegerField,
} from "./fields/integer-fields.ts";
export {
  CASCADE,
  DO_NOTHING,
  PROTECT,
  RESTRICT,
  SET,
  SET_DEFAULT,
  SET_NULL,
} from "./fields/on-delete.ts";
export { BinaryField, GenericIPAddressField, JSONField, UUIDField } from "./fields/other-fields.ts";
export { OrderWrt } from "./fields/order-wrt.ts";
export { ForeignObject, type ForeignObjectOptions } from "./fields/foreign-object.ts";
export { ForeignKey, OneToOneField } from "./fields/foreign-key.ts";
export { ManyToManyField } from "./fields/many-to-many.ts";
export {
  swappable,
  type SwappableDefaults,
  type SwappableModels,
  type SwappableTarget,
} from "./fields/setting-reference.ts";
export { CharField, EmailField, SlugField, TextField, URLField } from "./fields/text-fields.ts";
export { Lookup, Transform } from "./lookups/lookup.ts";
export { CheckConstraint, UniqueConstraint } from "./models/constraints.ts";
export { Index } from "./models/indexes.ts";
export { Model } from "./models/model.ts";
export { type Lazy } from "./models/model-types.ts";
export { ManagerClass as Manager, managerOf } from "./query/manager.ts";
export { type RelatedManager } from "./query/manager-types.ts";
export { Prefetch } from "./query/prefetch-object.ts";
export { QuerySet } from "./query/queryset.ts";
