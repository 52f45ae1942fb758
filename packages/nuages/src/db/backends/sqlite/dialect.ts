import { NotSupportedError } from "../../errors.ts";
import type { Field } from "../../fields/field.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { constant, sql, type Sql } from "../../sql/fragment.ts";
import { onConflict, plainLiteral } from "../../sql/standard-sql.ts";
import { integerRange64 } from "../../sql/integer-range.ts";
import { sqliteJson } from "./json.ts";
import { adaptValue, valueReader } from "./values.ts";

const COLUMN_TYPES: ReadonlyMap<string, string | ((field: Field) => string)> = new Map<
  string,
  string | ((field: Field) => string)
>([
  ["AutoField", "integer"],
  ["BigAutoField", "integer"],
  ["SmallAutoField", "integer"],
  ["BinaryField", "BLOB"],
  ["BooleanField", "bool"],
  [
    "CharField",
    (field) => (field.maxLength === undefined ? "varchar" : `varchar(${field.maxLength})`),
  ],
  ["SlugField", (field) => `varchar(${field.maxLength ?? 50})`],
  ["FileField", (field) => `varchar(${field.maxLength ?? 100})`],
  ["FilePathField", (field) => `varchar(${field.maxLength ?? 100})`],
  ["DateField", "date"],
  ["DateTimeField", "datetime"],
  ["DecimalField", "decimal"],
  ["DurationField", "bigint"],
  ["FloatField", "real"],
  ["GenericIPAddressField", "char(39)"],
  ["IntegerField", "integer"],
  ["BigIntegerField", "bigint"],
  ["SmallIntegerField", "smallint"],
  ["PositiveIntegerField", "integer unsigned"],
  ["PositiveBigIntegerField", "bigint unsigned"],
  ["PositiveSmallIntegerField", "smallint unsigned"],
  ["JSONField", "text"],
  ["TextField", "text"],
  ["TimeField", "time"],
  ["UUIDField", "char(32)"],
]);

const LIKE = "LIKE %s ESCAPE '\\'";

/** SQL functions that the connection registers have this prefix; see `functions.ts`. */
const OWN = "nuages_";

function call(name: string, ...args: readonly Sql[]): Sql {
  return sql(
    `${name}(${args.map(({ text }) => text).join(", ")})`,
    args.flatMap(({ params }) => params),
  );
}

function text(value: string | undefined): Sql {
  return value === undefined ? sql("NULL") : sql("%s", [constant(value)]);
}

/** SQLite, as data. */
export const sqliteDialect: Dialect = {
  vendor: "sqlite",
  displayName: "SQLite",
  features: {
    relatedFieldsMatchType: false,
    supportsReturning: true,
    supportsIgnoreConflicts: true,
    distinctOn: false,
    selectForUpdate: false,
    supportsNullsOrdering: true,
    nullsFirst: true,
    supportsSlicedCombined: false,
    supportsDefaultKeyword: false,
    supportsAggregateFilter: true,
    maxParams: 32_766,
    nativeUuid: false,
    updateCanSelfSelect: true,
    selectForNoKeyUpdate: false,
    selectForUpdateOf: false,
    selectForUpdateSkipLocked: false,
    foreignKeysInTable: true,
    deferrableConstraints: false,
    canRollbackDdl: true,
    indexesForeignKeys: false,
    partialIndexes: true,
    expressionIndexes: true,
    supportsLogicalXor: false,
    havingMistakesNames: false,
    extractsOtherParts: false,
    roundsDecimals: false,
    conflictTargets: true,
    materializedHint: true,
  },
  operators: new Map([
    ["exact", "= %s"],
    ["iexact", LIKE],
    ["contains", LIKE],
    ["icontains", LIKE],
    ["regex", "REGEXP %s"],
    ["iregex", "REGEXP '(?i)' || %s"],
    ["gt", "> %s"],
    ["gte", ">= %s"],
    ["lt", "< %s"],
    ["lte", "<= %s"],
    ["startswith", LIKE],
    ["endswith", LIKE],
    ["istartswith", LIKE],
    ["iendswith", LIKE],
  ]),
  patternOperators: new Map([
    ["contains", "LIKE '%%' || {} || '%%' ESCAPE '\\'"],
    ["icontains", "LIKE '%%' || UPPER({}) || '%%' ESCAPE '\\'"],
    ["startswith", "LIKE {} || '%%' ESCAPE '\\'"],
    ["istartswith", "LIKE UPPER({}) || '%%' ESCAPE '\\'"],
    ["endswith", "LIKE '%%' || {} ESCAPE '\\'"],
    ["iendswith", "LIKE '%%' || UPPER({}) ESCAPE '\\'"],
  ]),
  patternEscape: "REPLACE(REPLACE(REPLACE({}, '\\', '\\\\'), '%%', '\\%%'), '_', '\\_')",
  setOperators: new Map([
    ["union", "UNION"],
    ["intersection", "INTERSECT"],
    ["difference", "EXCEPT"],
  ]),
  noLimit: "-1",
  maxNameLength: Infinity,

  quote: (name) => `"${name.replaceAll('"', '""').replaceAll("%", "%%")}"`,
  placeholder: () => "?",
  literal: plainLiteral,
  columnType: (field) => sqliteDialect.columnTypeOf(field.getInternalType(), field),
  columnTypeOf(internalType, field) {
    const type = COLUMN_TYPES.get(internalType);
    return typeof type === "function" ? type(field) : type;
  },
  castType: () => undefined,
  columnSuffix: (field) =>
    field.getInternalType().endsWith("AutoField") ? "AUTOINCREMENT" : undefined,
  columnCheck(field) {
    const column = sqliteDialect.quote(field.column ?? "");
    const type = field.getInternalType();
    if (type === "JSONField") return `(JSON_VALID(${column}) OR ${column} IS NULL)`;
    return type.startsWith("Positive") ? `${column} >= 0` : undefined;
  },
  tableSuffix: "",
  patternIndex: () => undefined,
  conflict: (columns) =>
    columns.kind === "ignore" ? { verb: "INSERT OR IGNORE INTO", tail: "" } : onConflict(columns),
  emptyInsert: "DEFAULT VALUES",
  adapt: adaptValue,
  reader: valueReader,
  integerRange: (field) => integerRange64(field.getInternalType()),

  lookupCast: (lookup, field) =>
    lookup === "iexact" && field.kind === "json" ? "JSON_TYPE(%s)" : "%s",
  combine(operator, sides) {
    if (operator === "^") return `POWER(${sides.join(", ")})`;
    if (operator === "#") return `BITXOR(${sides.join(", ")})`;
    return sides.join(` ${operator} `);
  },
  combineDuration(operator, sides) {
    if (!["+", "-", "*", "/"].includes(operator)) {
      throw new NotSupportedError(
        `Durations cannot be combined with "${operator.replace("%%", "%")}".`,
      );
    }
    return `${OWN}format_dtdelta('${operator}', ${sides.join(", ")})`;
  },
  durationText: () => "%s",
  subtractTemporals(internalType, left, right) {
    return call(internalType === "time" ? `${OWN}time_diff` : `${OWN}timestamp_diff`, left, right);
  },
  extract(part, source, kind, timeZone) {
    const name =
      kind === "time"
        ? `${OWN}time_extract`
        : kind === "date"
          ? `${OWN}date_extract`
          : `${OWN}datetime_extract`;
    const args = [text(part), source];
    return call(name, ...args, ...(kind === "datetime" ? [text(timeZone)] : []));
  },
  truncate(part, source, kind, timeZone) {
    return call(`${OWN}${kind}_trunc`, text(part), source, text(timeZone));
  },
  castDateTime: (to, source, timeZone) => call(`${OWN}datetime_cast_${to}`, source, text(timeZone)),
  json: sqliteJson,
  batchSize(fields, rows) {
    return fields === 0 ? rows : Math.max(1, Math.floor(sqliteDialect.features.maxParams / fields));
  },
  explainOptions: { formats: [], options: [] },
  explain: (statement) => `EXPLAIN QUERY PLAN ${statement}`,
};
