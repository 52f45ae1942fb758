import type { Field } from "../../fields/field.ts";
import type { Dialect, Features } from "../../sql/dialect.ts";
import { integerRange } from "../../sql/integer-range.ts";
import { castDateTime, extract, subtractTemporals, truncate } from "./dates.ts";
import { mysqlJson } from "./json.ts";
import { mysqlLiteral, TimeOfDay } from "./literal.ts";
import { isAtLeast, type ServerVersion } from "./server-version.ts";
import { adaptValue, valueReader } from "./values.ts";

type ColumnType = string | ((field: Field) => string);

function decimalType(field: Field, word: string): string {
  const { maxDigits, decimalPlaces } = field.options as {
    readonly maxDigits?: unknown;
    readonly decimalPlaces?: unknown;
  };
  return `${word}(${Number(maxDigits ?? 65)}, ${Number(decimalPlaces ?? 30)})`;
}

const COLUMN_TYPES: ReadonlyMap<string, ColumnType> = new Map<string, ColumnType>([
  ["AutoField", "integer"],
  ["BigAutoField", "bigint"],
  ["SmallAutoField", "smallint"],
  ["BinaryField", "longblob"],
  ["BooleanField", "bool"],
  ["CharField", (field) => `varchar(${field.maxLength ?? 255})`],
  ["SlugField", (field) => `varchar(${field.maxLength ?? 50})`],
  ["FileField", (field) => `varchar(${field.maxLength ?? 100})`],
  ["FilePathField", (field) => `varchar(${field.maxLength ?? 100})`],
  ["DateField", "date"],
  ["DateTimeField", "datetime(6)"],
  ["DecimalField", (field) => decimalType(field, "numeric")],
  ["DurationField", "bigint"],
  ["FloatField", "double precision"],
  ["GenericIPAddressField", "char(39)"],
  ["IntegerField", "integer"],
  ["BigIntegerField", "bigint"],
  ["SmallIntegerField", "smallint"],
  ["PositiveIntegerField", "integer UNSIGNED"],
  ["PositiveBigIntegerField", "bigint UNSIGNED"],
  ["PositiveSmallIntegerField", "smallint UNSIGNED"],
  ["JSONField", "json"],
  ["TextField", "longtext"],
  ["TimeField", "time(6)"],
  ["UUIDField", "char(32)"],
]);

/** Types that CAST knows, where they differ from those of columns. */
const CAST_TYPES: ReadonlyMap<string, ColumnType> = new Map<string, ColumnType>([
  ["AutoField", "signed integer"],
  ["BigAutoField", "signed integer"],
  ["SmallAutoField", "signed integer"],
  ["CharField", (field) => (field.maxLength === undefined ? "char" : `char(${field.maxLength})`)],
  ["DecimalField", (field) => decimalType(field, "decimal")],
  ["TextField", "char"],
  ["IntegerField", "signed integer"],
  ["BigIntegerField", "signed integer"],
  ["SmallIntegerField", "signed integer"],
  ["PositiveIntegerField", "unsigned integer"],
  ["PositiveBigIntegerField", "unsigned integer"],
  ["PositiveSmallIntegerField", "unsigned integer"],
  ["DurationField", "signed integer"],
]);

const UNSIGNED: ReadonlyMap<string, bigint> = new Map([
  ["PositiveSmallIntegerField", 65_535n],
  ["PositiveIntegerField", 4_294_967_295n],
  ["PositiveBigIntegerField", 2n ** 64n - 1n],
]);

function typeIn(
  types: ReadonlyMap<string, ColumnType>,
  name: string,
  field: Field,
): string | undefined {
  const type = types.get(name);
  return typeof type === "function" ? type(field) : type;
}

const JSON_LOOKUPS: ReadonlySet<string> = new Set([
  "iexact",
  "contains",
  "icontains",
  "startswith",
  "istartswith",
  "endswith",
  "iendswith",
  "regex",
  "iregex",
]);

function quote(name: string): string {
  return `\`${name.replaceAll("`", "``").replaceAll("%", "%%")}\``;
}

function combine(operator: string, sides: readonly string[]): string {
  if (operator === "^") return `POW(${sides.join(", ")})`;
  if (operator === ">>") return `FLOOR(${sides[0]} / POW(2, ${sides[1]}))`;
  if (["&", "|", "<<", "#"].includes(operator))
    return `CONVERT(${sides.join(operator === "#" ? " ^ " : ` ${operator} `)}, SIGNED)`;
  return sides.join(` ${operator} `);
}

function featuresOf(server: ServerVersion): Features {
  const isMariaDb = server.flavor === "mariadb";
  return {
    relatedFieldsMatchType: true,
    supportsReturning: isMariaDb,
    supportsIgnoreConflicts: true,
    distinctOn: false,
    selectForUpdate: true,
    selectForNoKeyUpdate: false,
    selectForUpdateOf: !isMariaDb,
    selectForUpdateSkipLocked: !isMariaDb || isAtLeast(server, 10, 6, 0),
    supportsNullsOrdering: false,
    nullsFirst: true,
    supportsSlicedCombined: true,
    supportsDefaultKeyword: true,
    supportsAggregateFilter: false,
    maxParams: 65_535,
    nativeUuid: isMariaDb && isAtLeast(server, 10, 7, 0),
    updateCanSelfSelect: isMariaDb,
    foreignKeysInTable: false,
    deferrableConstraints: false,
    canRollbackDdl: false,
    indexesForeignKeys: true,
    partialIndexes: false,
    expressionIndexes: !isMariaDb && isAtLeast(server, 8, 0, 13),
    checksForeignKeysAtOnce: true,
    supportsLogicalXor: true,
    havingMistakesNames: true,
    extractsOtherParts: true,
    roundsDecimals: true,
    conflictTargets: false,
  };
}

function operatorsOf(isMariaDb: boolean): ReadonlyMap<string, string> {
  return new Map([
    ["exact", "= %s"],
    ["iexact", "LIKE %s"],
    ["contains", "LIKE BINARY %s"],
    ["icontains", "LIKE %s"],
    ["regex", isMariaDb ? "REGEXP BINARY %s" : "REGEXP %s COLLATE utf8mb4_bin"],
    ["iregex", "REGEXP %s"],
    ["gt", "> %s"],
    ["gte", ">= %s"],
    ["lt", "< %s"],
    ["lte", "<= %s"],
    ["startswith", "LIKE BINARY %s"],
    ["endswith", "LIKE BINARY %s"],
    ["istartswith", "LIKE %s"],
    ["iendswith", "LIKE %s"],
  ]);
}

const PATTERN_OPERATORS: ReadonlyMap<string, string> = new Map([
  ["contains", "LIKE BINARY CONCAT('%%', {}, '%%')"],
  ["icontains", "LIKE CONCAT('%%', {}, '%%')"],
  ["startswith", "LIKE BINARY CONCAT({}, '%%')"],
  ["istartswith", "LIKE CONCAT({}, '%%')"],
  ["endswith", "LIKE BINARY CONCAT('%%', {})"],
  ["iendswith", "LIKE CONCAT('%%', {})"],
]);

function setOperatorsOf(server: ServerVersion): Dialect["setOperators"] {
  if (server.flavor === "mysql" && !isAtLeast(server, 8, 0, 31))
    return new Map([["union", "UNION"]]);
  return new Map([
    ["union", "UNION"],
    ["intersection", "INTERSECT"],
    ["difference", "EXCEPT"],
  ]);
}

/** MariaDB 10.5 and later, or MySQL 8.0.11 and later, as data. */
export function mysqlDialect(server: ServerVersion): Dialect {
  const isMariaDb = server.flavor === "mariadb";
  const features = featuresOf(server);
  const dialect: Dialect = {
    vendor: "mysql",
    displayName: isMariaDb ? "MariaDB" : "MySQL",
    features,
    operators: operatorsOf(isMariaDb),
    patternOperators: PATTERN_OPERATORS,
    patternEscape: String.raw`REPLACE(REPLACE(REPLACE({}, '\\', '\\\\'), '%%', '\%%'), '_', '\_')`,
    setOperators: setOperatorsOf(server),
    noLimit: "18446744073709551615",
    maxNameLength: 64,

    quote,
    placeholder: () => "?",
    literal: mysqlLiteral,
    columnType: (field) => dialect.columnTypeOf(field.getInternalType(), field),
    columnTypeOf: (internalType, field) =>
      features.nativeUuid && internalType === "UUIDField"
        ? "uuid"
        : typeIn(COLUMN_TYPES, internalType, field),
    castType: (field) => typeIn(CAST_TYPES, field.getInternalType(), field),
    columnSuffix: (field) =>
      field.getInternalType().endsWith("AutoField") ? "AUTO_INCREMENT" : undefined,
    tableSuffix: " ENGINE = InnoDB",
    columnCheck: (field) =>
      isMariaDb && field.getInternalType() === "JSONField"
        ? `JSON_VALID(${quote(field.column ?? "")})`
        : undefined,
    patternIndex: () => undefined,
    conflict({ kind, update }) {
      if (kind === "ignore") return { verb: "INSERT IGNORE INTO", tail: "" };
      const sets = update.map((column) => `${column} = VALUES(${column})`);
      return { verb: "INSERT INTO", tail: ` ON DUPLICATE KEY UPDATE ${sets.join(", ")}` };
    },
    emptyInsert: "() VALUES ()",
    adapt(field, value) {
      if (!features.nativeUuid && field.kind === "uuid") return String(value).replaceAll("-", "");
      const adapted = adaptValue(field, value);
      return !isMariaDb && field.kind === "time" ? new TimeOfDay(String(adapted)) : adapted;
    },
    reader: valueReader,
    integerRange(field) {
      const internalType = field.getInternalType();
      const most = UNSIGNED.get(internalType);
      return most === undefined ? integerRange(internalType) : [0n, most];
    },

    lookupCast: (lookup, field) =>
      field.kind === "json" && (isMariaDb || JSON_LOOKUPS.has(lookup)) ? "JSON_UNQUOTE(%s)" : "%s",
    combine,
    combineDuration: (operator, sides) => `(${combine(operator, sides)})`,
    durationText: () => "INTERVAL %s MICROSECOND",
    subtractTemporals,
    extract,
    truncate,
    castDateTime,
    json: mysqlJson(isMariaDb),
    batchSize(fields, rows) {
      return fields === 0 ? rows : Math.max(1, Math.floor(dialect.features.maxParams / fields));
    },
    explainOptions: {
      formats: isMariaDb ? ["JSON", "TRADITIONAL"] : ["JSON", "TRADITIONAL", "TREE"],
      options: ["analyze"],
    },
    explain(statement, { analyze, format }) {
      if (analyze === true)
        return isMariaDb ? `ANALYZE ${statement}` : `EXPLAIN ANALYZE ${statement}`;
      return typeof format === "string"
        ? `EXPLAIN FORMAT=${format.toUpperCase()} ${statement}`
        : `EXPLAIN ${statement}`;
    },
  };
  return dialect;
}
