import { Buffer } from "node:buffer";

import type { Field } from "../../fields/field.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { sql, type Sql } from "../../sql/fragment.ts";
import { integerRange } from "../../sql/integer-range.ts";
import { onConflict, plainLiteral } from "../../sql/standard-sql.ts";
import { postgresqlArrays } from "./arrays.ts";
import { PgValue } from "./pg-value.ts";
import { postgresqlJson } from "./json.ts";
import { adaptValue, valueReader } from "./values.ts";

type ColumnType = string | ((field: Field) => string);

function varchar(length: number | undefined): string {
  return length === undefined ? "varchar" : `varchar(${length})`;
}

const COLUMN_TYPES: ReadonlyMap<string, ColumnType> = new Map<string, ColumnType>([
  ["AutoField", "integer"],
  ["BigAutoField", "bigint"],
  ["SmallAutoField", "smallint"],
  ["BinaryField", "bytea"],
  ["BooleanField", "boolean"],
  ["CharField", (field) => varchar(field.maxLength)],
  ["SlugField", (field) => varchar(field.maxLength ?? 50)],
  ["FileField", (field) => varchar(field.maxLength ?? 100)],
  ["FilePathField", (field) => varchar(field.maxLength ?? 100)],
  ["DateField", "date"],
  ["DateTimeField", "timestamp with time zone"],
  ["DecimalField", decimalType],
  ["DurationField", "interval"],
  ["FloatField", "double precision"],
  ["GenericIPAddressField", "inet"],
  ["IntegerField", "integer"],
  ["BigIntegerField", "bigint"],
  ["SmallIntegerField", "smallint"],
  ["PositiveIntegerField", "integer"],
  ["PositiveBigIntegerField", "bigint"],
  ["PositiveSmallIntegerField", "smallint"],
  ["JSONField", "jsonb"],
  ["TextField", "text"],
  ["TimeField", "time"],
  ["UUIDField", "uuid"],
]);

function decimalType(field: Field): string {
  const { maxDigits, decimalPlaces } = field.options as {
    readonly maxDigits?: unknown;
    readonly decimalPlaces?: unknown;
  };
  return typeof maxDigits === "number" && typeof decimalPlaces === "number"
    ? `numeric(${maxDigits}, ${decimalPlaces})`
    : "numeric";
}

/** Lookups that look at a value as text, whatever its type. */
const TEXT_LOOKUPS: ReadonlySet<string> = new Set([
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
const IGNORING_CASE: ReadonlySet<string> = new Set([
  "iexact",
  "icontains",
  "istartswith",
  "iendswith",
]);

/** Names of parts in EXTRACT. */
const PARTS: ReadonlyMap<string, string> = new Map([
  ["weekDay", "DOW"],
  ["isoWeekDay", "ISODOW"],
  ["isoYear", "ISOYEAR"],
]);

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll("%", "%%")}'`;
}

/** A moment as the clock of a time zone shows it. */
function inZone(source: Sql, timeZone: string | undefined): Sql {
  return timeZone === undefined
    ? source
    : sql(`${source.text} AT TIME ZONE ${quoteText(timeZone)}`, source.params);
}

function wrap({ text, params }: Sql, before: string, after: string): Sql {
  return sql(`${before}${text}${after}`, params);
}

const EXPLAIN_OPTIONS: ReadonlySet<string> = new Set([
  "analyze",
  "buffers",
  "costs",
  "settings",
  "summary",
  "timing",
  "verbose",
  "wal",
]);

/** PostgreSQL 14 and later, as data. */
export const postgresqlDialect: Dialect = {
  vendor: "postgresql",
  displayName: "PostgreSQL",
  features: {
    relatedFieldsMatchType: false,
    supportsReturning: true,
    supportsIgnoreConflicts: true,
    distinctOn: true,
    selectForUpdate: true,
    selectForNoKeyUpdate: true,
    selectForUpdateOf: true,
    selectForUpdateSkipLocked: true,
    supportsNullsOrdering: true,
    nullsFirst: false,
    supportsSlicedCombined: true,
    supportsDefaultKeyword: true,
    supportsAggregateFilter: true,
    maxParams: 65_535,
    nativeUuid: true,
    updateCanSelfSelect: true,
    foreignKeysInTable: false,
    deferrableConstraints: true,
    canRollbackDdl: true,
    indexesForeignKeys: false,
    partialIndexes: true,
    expressionIndexes: true,
    supportsLogicalXor: false,
    havingMistakesNames: false,
    extractsOtherParts: true,
    roundsDecimals: true,
    conflictTargets: true,
    materializedHint: true,
  },
  operators: new Map([
    ["exact", "= %s"],
    ["iexact", "= UPPER(%s)"],
    ["contains", "LIKE %s"],
    ["icontains", "LIKE UPPER(%s)"],
    ["regex", "~ %s"],
    ["iregex", "~* %s"],
    ["gt", "> %s"],
    ["gte", ">= %s"],
    ["lt", "< %s"],
    ["lte", "<= %s"],
    ["startswith", "LIKE %s"],
    ["endswith", "LIKE %s"],
    ["istartswith", "LIKE UPPER(%s)"],
    ["iendswith", "LIKE UPPER(%s)"],
  ]),
  patternOperators: new Map([
    ["contains", "LIKE '%%' || {} || '%%'"],
    ["icontains", "LIKE '%%' || UPPER({}) || '%%'"],
    ["startswith", "LIKE {} || '%%'"],
    ["istartswith", "LIKE UPPER({}) || '%%'"],
    ["endswith", "LIKE '%%' || {}"],
    ["iendswith", "LIKE '%%' || UPPER({})"],
  ]),
  patternEscape: String.raw`REPLACE(REPLACE(REPLACE({}, E'\\', E'\\\\'), E'%%', E'\\%%'), E'_', E'\\_')`,
  setOperators: new Map([
    ["union", "UNION"],
    ["intersection", "INTERSECT"],
    ["difference", "EXCEPT"],
  ]),
  noLimit: undefined,
  maxNameLength: 63,

  quote: (name) => `"${name.replaceAll('"', '""').replaceAll("%", "%%")}"`,
  placeholder: (index) => `$${index}`,
  literal(value) {
    if (value instanceof PgValue) return postgresqlDialect.literal(value.text);
    if (value instanceof Uint8Array) return `'\\x${Buffer.from(value).toString("hex")}'::bytea`;
    return plainLiteral(value);
  },
  columnType: (field) => postgresqlDialect.columnTypeOf(field.getInternalType(), field),
  columnTypeOf(internalType, field) {
    const type = COLUMN_TYPES.get(internalType);
    return typeof type === "function" ? type(field) : type;
  },
  castType: () => undefined,
  columnSuffix: (field) =>
    field.getInternalType().endsWith("AutoField") ? "GENERATED BY DEFAULT AS IDENTITY" : undefined,
  tableSuffix: "",
  columnCheck(field) {
    return field.getInternalType().startsWith("Positive")
      ? `${postgresqlDialect.quote(field.column ?? "")} >= 0`
      : undefined;
  },
  /** An index in the order of bytes serves LIKE 'text%', whatever the collation of the database. */
  patternIndex(field) {
    const type = field.dbType(postgresqlDialect) ?? "";
    if (typeof field.options["dbCollation"] === "string" || type.includes("[")) return undefined;
    if (type.startsWith("varchar")) return "varchar_pattern_ops";
    return type.startsWith("text") ? "text_pattern_ops" : undefined;
  },
  conflict: onConflict,
  emptyInsert: "DEFAULT VALUES",
  adapt: adaptValue,
  reader: valueReader,
  integerRange: (field) => integerRange(field.getInternalType()),

  lookupCast(lookup, field) {
    if (!TEXT_LOOKUPS.has(lookup)) return "%s";
    const text = field.targetField.kind === "ip" ? "HOST(%s)" : "%s::text";
    return IGNORING_CASE.has(lookup) ? `UPPER(${text})` : text;
  },
  combine: (operator, sides) => sides.join(` ${operator} `),
  combineDuration: (operator, sides) => `(${sides.join(` ${operator} `)})`,
  durationText: () => "%s",
  subtractTemporals(internalType, left, right) {
    const difference = sql(`(${left.text} - ${right.text})`, [...left.params, ...right.params]);
    return internalType === "date" ? wrap(difference, "(interval '1 day' * ", ")") : difference;
  },
  extract(part, source, kind, timeZone) {
    const local = inZone(source, kind === "datetime" ? timeZone : undefined);
    if (part === "second") return wrap(local, "EXTRACT(SECOND FROM DATE_TRUNC('second', ", "))");
    const extracted = wrap(local, `EXTRACT(${PARTS.get(part) ?? part.toUpperCase()} FROM `, ")");
    return part === "weekDay" ? wrap(extracted, "(", " + 1)") : extracted;
  },
  truncate(part, source, kind, timeZone) {
    const cut = wrap(inZone(source, timeZone), `DATE_TRUNC('${part}', `, ")");
    if (kind === "datetime") return cut;
    return wrap(cut, "(", kind === "date" ? ")::date" : ")::time");
  },
  castDateTime: (to, source, timeZone) => wrap(inZone(source, timeZone), "(", `)::${to}`),
  json: postgresqlJson,
  arrays: postgresqlArrays,
  batchSize(fields, rows) {
    const { maxParams } = postgresqlDialect.features;
    return fields === 0 ? rows : Math.max(1, Math.floor(maxParams / fields));
  },
  explainOptions: { formats: ["TEXT", "JSON", "XML", "YAML"], options: [...EXPLAIN_OPTIONS] },
  explain(statement, options) {
    const words = Object.entries(options).flatMap(([name, value]) => {
      const option = name.toLowerCase();
      if (option === "format" && /^(?:text|json|xml|yaml)$/i.test(String(value)))
        return [`FORMAT ${String(value).toUpperCase()}`];
      return EXPLAIN_OPTIONS.has(option) ? [`${option.toUpperCase()} ${value === true}`] : [];
    });
    return `EXPLAIN ${words.length === 0 ? "" : `(${words.join(", ")}) `}${statement}`;
  },
};
