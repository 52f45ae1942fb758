import { ValidationError, runValidator, type Validator } from "../../validation/index.ts";
import type { CheckMessage } from "../../checks/index.ts";
import { gettext } from "../../i18n/index.ts";
import { equalValues } from "../../utils/compare.ts";
import { InternalError } from "../../errors/index.ts";
import type { Dialect } from "../sql/dialect.ts";
import { findLookup, lookupNames, registerLookup, type LookupClass } from "../lookups/registry.ts";
import type { ModelMeta } from "../models/meta.ts";
import { snakeCase, upperFirst, words } from "../names.ts";
import {
  blankChoice,
  flattenChoices,
  resolveChoices,
  type Choice,
  type ChoicesOption,
} from "./choices.ts";
import { deconstructField } from "./deconstruct.ts";
import { commonFindings } from "./field-checks.ts";
import type { VALUE } from "./field-types.ts";
import type { RelationInfo } from "./relation-info.ts";

/** Options that every field takes; Django's, with its defaults. */
export interface FieldOptions<V> {
  /** Stores SQL NULL for `null`. Default: false. */
  readonly null?: boolean;
  /** May be empty in forms and `fullClean()`. Default: false. */
  readonly blank?: boolean;
  /** Value of new instances; a function is called for each. */
  readonly default?: V | (() => V) | null;
  /** Default that the database fills in: a value or an expression. */
  readonly dbDefault?: unknown;
  readonly choices?: ChoicesOption;
  readonly unique?: boolean;
  readonly primaryKey?: boolean;
  readonly dbIndex?: boolean;
  /** Shown in model forms and the admin. Default: true. */
  readonly editable?: boolean;
  readonly serialize?: boolean;
  readonly helpText?: string | { toString(): string };
  /** Name for people. Default: the words of the attribute name. */
  readonly verboseName?: string | { toString(): string };
  readonly validators?: readonly Validator[];
  /** Messages by code, in place of the field's own. */
  readonly errorMessages?: Readonly<Record<string, string>>;
  /** Column name. Default: the attribute name in snake_case. */
  readonly dbColumn?: string;
  readonly dbComment?: string;
  readonly dbTablespace?: string;
  readonly uniqueForDate?: string;
  readonly uniqueForMonth?: string;
  readonly uniqueForYear?: string;
  /** @internal Made by the framework, not declared. */
  readonly autoCreated?: boolean;
}

/** The options of a field, those of its own class too. */
export type AnyOptions<V> = FieldOptions<V> & Readonly<Record<string, unknown>>;

/** A field as a call of its class: what migrations compare and write. */
export interface Deconstructed {
  readonly name: string;
  readonly type: string;
  /** What its class takes before the options: the target of a relation. */
  readonly args: readonly unknown[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** Families of values that databases know. */
export type ValueKind =
  | "integer"
  | "float"
  | "decimal"
  | "boolean"
  | "text"
  | "date"
  | "datetime"
  | "time"
  | "duration"
  | "uuid"
  | "json"
  | "binary"
  | "ip";

/**
 * A column of a model: how its values look in code, in the database and as text, and which are
 * valid. Subclass it for a kind of value of your own.
 */
export class Field<V = unknown, Null extends boolean = boolean, Opt extends boolean = boolean> {
  declare readonly [VALUE]: V;
  declare readonly optional: Opt;

  /** Messages by code; a subclass adds its own. */
  static readonly messages: Readonly<Record<string, string>> = {
    invalid_choice: "Value %(value)r is not a valid choice.",
    null: "This field cannot be null.",
    blank: "This field cannot be blank.",
    unique: "%(model_name)s with this %(field_label)s already exists.",
    unique_for_date: "%(field_label)s must be unique for %(date_field_label)s %(lookup_type)s.",
  };
  static creationCounter = 0;

  readonly options: AnyOptions<V>;
  readonly null: Null;
  readonly blank: boolean;
  readonly primaryKey: boolean;
  readonly editable: boolean;
  readonly autoCreated: boolean;
  readonly order: number;
  /** Attribute and query name; set when the model takes the field. */
  name = "";
  /** Name of the attribute that holds the column's value (`authorId` for the relation `author`). */
  attname = "";
  /** Column name, or undefined when the field has none. */
  column: string | undefined = undefined;
  /** The model that has the column; a multi-table child has its parent's fields with the parent here. */
  declare model: ModelMeta;

  constructor(options: FieldOptions<V> = {}) {
    // Options of subclasses are read by name.
    this.options = options as AnyOptions<V>;
    // The type argument repeats what the options say; factories compute it from them.
    this.null = (options.null ?? false) as Null;
    this.blank = options.blank ?? false;
    this.primaryKey = options.primaryKey ?? false;
    this.editable = options.editable ?? true;
    this.autoCreated = this.options.autoCreated === true;
    this.order = Field.creationCounter;
    Field.creationCounter += 1;
  }

  /** Django's class name of the field that decides the column type: `CharField`, `BigIntegerField` … */
  getInternalType(): string {
    return this.constructor.name;
  }

  /** Family of values, which decides what arithmetic gives. */
  get kind(): ValueKind | undefined {
    return undefined;
  }

  get unique(): boolean {
    return this.options.unique === true || this.primaryKey;
  }

  get dbIndex(): boolean {
    return this.options.dbIndex ?? false;
  }

  get maxLength(): number | undefined {
    const limit = this.options["maxLength"];
    return typeof limit === "number" ? limit : undefined;
  }

  get verboseName(): string {
    return (this.options.verboseName ?? words(this.name)).toString();
  }

  get helpText(): string {
    return (this.options.helpText ?? "").toString();
  }

  /** `true` for fields that lead to another model. */
  get isRelation(): boolean {
    return this.relation !== undefined;
  }

  /** How this field leads to another model; undefined for plain columns. */
  get relation(): RelationInfo | undefined {
    return undefined;
  }

  /** The field that says how this column's values look: of a foreign key, the field it points at. */
  get targetField(): Field {
    return this;
  }

  /** The columns that this key stands for, when there are several. */
  get keyParts(): readonly Field[] | undefined {
    return undefined;
  }

  /** The database fills the column by itself after an insert (serial numbers, generated columns). */
  get dbReturning(): boolean {
    return this.options.dbDefault !== undefined;
  }

  /** Makes the attribute of a field that is no plain column; for fields of your own. */
  defineAccessor?(meta: ModelMeta): void;

  /** The column is computed by the database and never written. */
  get generated(): boolean {
    return false;
  }

  get hasDefault(): boolean {
    return "default" in this.options && this.options.default !== undefined;
  }

  get hasDbDefault(): boolean {
    return this.options.dbDefault !== undefined;
  }

  /** An empty text is what is stored for "nothing" (and NULL is not). */
  get emptyStringsAllowed(): boolean {
    return true;
  }

  /** What an instance holds when it is made with `value`; for fields that take other exact forms of their values too. */
  accept?(value: unknown): unknown;

  /** The value of a new instance. */
  getDefault(): unknown {
    if (this.hasDefault) {
      const given = this.options.default;
      return typeof given === "function" ? (given as () => unknown)() : given;
    }
    return this.emptyStringsAllowed && !this.null ? "" : null;
  }

  // ---------------------------------------------------------------- naming

  /** Attribute that holds the column's value for a field called `name`. */
  getAttname(): string {
    return this.name;
  }

  getColumn(): string | undefined {
    return this.options.dbColumn ?? snakeCase(this.getAttname());
  }

  /** Gives the field its name and its model. */
  contributeTo(meta: ModelMeta, name: string): void {
    this.name = name;
    this.attname = this.getAttname();
    this.column = this.getColumn();
    this.model = meta;
    if (this.options.choices !== undefined)
      meta.addMethod(`get${upperFirst(name)}Display`, displayMethod(this));
  }

  /** A copy that another model can take (fields of abstract bases go to each child). */
  clone(): this {
    const copy = Object.assign(Object.create(Object.getPrototypeOf(this) as object) as this, this);
    return copy;
  }

  /** The field that a child model with a table of its own has in place of this one, if it is another. */
  copyForChild?(): Field;

  /** `catalog.Book.title`, for messages. */
  get label(): string {
    return this.model === undefined ? this.name : `${this.model.label}.${this.name}`;
  }

  toString(): string {
    return this.label;
  }

  // ---------------------------------------------------------------- columns

  /** Column type for a database, or undefined when the field has no column. */
  dbType(dialect: Dialect): string | undefined {
    return dialect.columnType(this);
  }

  /** Type of a column that holds this field's values without being it: foreign keys, casts. */
  relDbType(dialect: Dialect): string | undefined {
    return this.dbType(dialect);
  }

  castDbType(dialect: Dialect): string | undefined {
    return dialect.castType(this) ?? this.dbType(dialect);
  }

  // ---------------------------------------------------------------- values

  /** Any input (text of a fixture or form, a value) as the field's own kind of value. @throws ValidationError */
  toPython(value: unknown): V | null {
    // A field without conversion of its own takes values as they are.
    return value as V | null;
  }

  /** A value as lookups and saves take it. @throws InvalidValue or a ValidationError for a value of another kind */
  getPrepValue(value: unknown): unknown {
    return value;
  }

  /** A prepared value as the driver takes it. */
  getDbPrepValue(value: unknown, dialect: Dialect): unknown {
    return value === null || value === undefined ? null : dialect.adapt(this, value);
  }

  getDbPrepSave(value: unknown, dialect: Dialect): unknown {
    return this.getDbPrepValue(this.getPrepValue(value), dialect);
  }

  /** Does what must be done before the value is saved and takes time, such as storing a file. */
  beforeSave?(instance: object): Promise<void>;

  /** Sets what a new row holds and only the rows that are there can tell. */
  beforeInsert?(instances: readonly object[], using: string): Promise<void>;

  /** The value to save, on the way from instance to row (dates of change are set here). */
  preSave(instance: object, _add: boolean): unknown {
    return (instance as Record<string, unknown>)[this.attname];
  }

  /** Makes the field's value of what the database gave; undefined when nothing is to be done. */
  fromDbValue(_dialect: Dialect): ((value: unknown) => unknown) | undefined {
    return undefined;
  }

  /** Reader of a column of this field: the database's own conversion, then the field's. */
  getReader(dialect: Dialect): ((value: unknown) => unknown) | undefined {
    const first = dialect.reader(this);
    const second = this.fromDbValue(dialect);
    if (first === undefined || second === undefined) return first ?? second;
    return (value) => second(first(value));
  }

  /** The value of `instance` as text for fixtures. */
  valueToString(instance: object): string {
    return String(this.valueFromObject(instance));
  }

  valueFromObject(instance: object): unknown {
    return (instance as Record<string, unknown>)[this.attname];
  }

  /** Is `value` different from `other`, both as this field holds them? */
  hasChanged(value: unknown, other: unknown): boolean {
    return !equalValues(value, other);
  }

  // ---------------------------------------------------------------- validation

  /** Choices as `[value, label]` pairs; groups as `[group, pairs]`. */
  get choices(): readonly Choice[] | undefined {
    const given = this.options.choices;
    return given === undefined ? undefined : resolveChoices(this, given);
  }

  get flatChoices(): readonly (readonly [unknown, string])[] {
    return flattenChoices(this.choices ?? []);
  }

  /** Choices for a form: with an empty one first, unless there is one or a default. */
  getChoices({ includeBlank = true }: { readonly includeBlank?: boolean } = {}): readonly Choice[] {
    const choices = this.choices ?? [];
    const blankDefined = flattenChoices(choices).some(([value]) => value === "" || value === null);
    return includeBlank && !blankDefined ? [...blankChoice, ...choices] : choices;
  }

  /** Validators of the field: those of its kind, then those of its options. */
  get validators(): readonly Validator[] {
    return [...this.defaultValidators(), ...(this.options.validators ?? [])];
  }

  protected defaultValidators(): readonly Validator[] {
    return [];
  }

  /** What counts as "nothing" for `blank` and for validators. */
  isEmpty(value: unknown): boolean {
    return value === null || value === undefined || value === "" || isEmptyContainer(value);
  }

  errorMessage(code: string): string {
    const given = this.options.errorMessages?.[code];
    if (given !== undefined) return given;
    let type = this.constructor as typeof Field;
    while (typeof type === "function") {
      const message = Object.hasOwn(type, "messages") ? type.messages[code] : undefined;
      if (message !== undefined) return gettext(message);
      type = Object.getPrototypeOf(type) as typeof Field;
    }
    throw new InternalError(`no message "${code}" of ${this.constructor.name}`);
  }

  /** @throws ValidationError with the message of `code` */
  fail(code: string, params: Readonly<Record<string, unknown>> = {}): never {
    throw new ValidationError(this.errorMessage(code), { code, params });
  }

  /** Refuses values outside the choices, null and blank where they are not allowed. */
  validate(value: unknown, _instance?: object): void {
    if (!this.editable) return;
    if (this.options.choices !== undefined && !this.isEmpty(value)) {
      if (this.flatChoices.some(([choice]) => equalValues(choice, value))) return;
      this.fail("invalid_choice", { value });
    }
    if ((value === null || value === undefined) && !this.null) this.fail("null");
    if (!this.blank && this.isEmpty(value)) this.fail("blank");
  }

  async runValidators(value: unknown): Promise<void> {
    if (this.isEmpty(value)) return;
    const errors: ValidationError[] = [];
    for (const validator of this.validators) {
      try {
        await runValidator(validator, value);
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error;
        const code = error.code;
        const own = code === undefined ? undefined : this.options.errorMessages?.[code];
        errors.push(
          own === undefined ? error : new ValidationError(own, { code, params: error.params }),
        );
      }
    }
    if (errors.length > 0) throw new ValidationError(errors);
  }

  /** The value as the field holds it, after all checks. @throws ValidationError */
  async clean(value: unknown, instance?: object): Promise<V | null> {
    const converted = this.toPython(value);
    this.validate(converted, instance);
    await this.runValidators(converted);
    return converted;
  }

  /** What is wrong with the declaration; override it to add findings of a field of your own. */
  check(): CheckMessage[] {
    return commonFindings(this);
  }

  // ---------------------------------------------------------------- lookups and migrations

  /** Registers a lookup or transform for this class of fields and those below it. */
  static registerLookup(lookup: LookupClass, name: string = lookup.lookupName): void {
    registerLookup(this.prototype, name, lookup);
  }

  getLookup(name: string): LookupClass | undefined {
    return findLookup(this, name, "lookup");
  }

  getTransform(name: string): LookupClass | undefined {
    return findLookup(this, name, "transform");
  }

  /** Names of all lookups and transforms, for messages. */
  getLookups(): string[] {
    return lookupNames(this);
  }

  /** Options that are as good as none for this class of fields; a subclass adds its own. */
  static readonly optionDefaults: Readonly<Record<string, unknown>> = {};

  /** Is it a part of the table, which migrations know? */
  get inMigrations(): boolean {
    return true;
  }

  /** Name, class, arguments and options, enough to make the field again: what migrations write. */
  deconstruct(): Deconstructed {
    return deconstructField(this);
  }

  protected checkOptions(): void {}
}

function isEmptyContainer(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.keys(value).length === 0;
}

function displayMethod(field: Field): (this: object) => string | null {
  return function display(this: object) {
    const value = field.valueFromObject(this);
    const found = field.flatChoices.find(([choice]) => equalValues(choice, value));
    if (found !== undefined) return found[1];
    return value === null || value === undefined ? null : String(value);
  };
}
