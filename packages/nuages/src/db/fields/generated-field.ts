import { error, warning, type CheckMessage } from "../../checks/index.ts";
import { callable } from "../callable.ts";
import { InvalidUse, InvalidValue } from "../errors.ts";
import { FieldReference } from "../expressions/columns.ts";
import type { Expression } from "../expressions/expression.ts";
import type { ModelMeta } from "../models/meta.ts";
import type { Dialect } from "../sql/dialect.ts";
import { Field, type Deconstructed, type FieldOptions, type ValueKind } from "./field.ts";
import type { CheckedOptions, FieldType, GeneratedType } from "./field-types.ts";

export interface GeneratedOptions extends FieldOptions<unknown> {
  /** What the column holds, in terms of other columns of the row; a text names a field. */
  readonly expression: Expression | string;
  /** The kind of value. */
  readonly outputField: object;
  /** Stored with the row, or computed when it is read. */
  readonly dbPersist: boolean;
}

class GeneratedFieldBase extends Field {
  static override readonly optionDefaults = { editable: false, blank: true };

  readonly expression: Expression;
  outputField: Field;
  readonly dbPersist: boolean;

  constructor({ expression, outputField, dbPersist, ...options }: GeneratedOptions) {
    if (typeof dbPersist !== "boolean")
      throw new InvalidValue("GeneratedField.dbPersist must be true or false.");
    if (options.editable === true) throw new InvalidValue("GeneratedField cannot be editable.");
    if (options.blank === false) throw new InvalidValue("GeneratedField must be blank.");
    if ("default" in options || "dbDefault" in options)
      throw new InvalidValue("GeneratedField cannot have a default.");
    super({ ...options, editable: false, blank: true });
    this.expression = typeof expression === "string" ? new FieldReference(expression) : expression;
    this.outputField = outputField as Field;
    this.dbPersist = dbPersist;
  }

  override deconstruct(): Deconstructed {
    const parts = super.deconstruct();
    const { expression, outputField, dbPersist } = this;
    return { ...parts, options: { ...parts.options, expression, outputField, dbPersist } };
  }

  /** With an output field of its own: it takes the names of the column. */
  override clone(): this {
    return Object.assign(super.clone(), { outputField: this.outputField.clone() });
  }

  override getInternalType(): string {
    return this.outputField.getInternalType();
  }

  override get kind(): ValueKind | undefined {
    return this.outputField.kind;
  }

  override get targetField(): Field {
    return this.outputField.targetField;
  }

  override get generated(): boolean {
    return true;
  }

  override get dbReturning(): boolean {
    return true;
  }

  override dbType(dialect: Dialect): string | undefined {
    return this.outputField.dbType(dialect);
  }

  override relDbType(dialect: Dialect): string | undefined {
    return this.outputField.relDbType(dialect);
  }

  override getReader(dialect: Dialect): ((value: unknown) => unknown) | undefined {
    return this.outputField.getReader(dialect);
  }

  override getPrepValue(value: unknown): unknown {
    return this.outputField.getPrepValue(value);
  }

  override getDbPrepValue(value: unknown, dialect: Dialect): unknown {
    return this.outputField.getDbPrepValue(value, dialect);
  }

  override toPython(value: unknown): unknown {
    return this.outputField.toPython(value);
  }

  override contributeTo(meta: ModelMeta, name: string): void {
    super.contributeTo(meta, name);
    this.outputField.name = name;
    this.outputField.attname = name;
    this.outputField.column = this.column;
    this.outputField.model = meta;
  }

  /** `fields.E223` and `W224`: what is wrong with the field of its values. */
  override check(): CheckMessage[] {
    const inner = this.outputField.check();
    const list = (level: "error" | "warning"): string =>
      inner
        .filter((one) => one.isSerious() === (level === "error"))
        .map(({ id, msg }) => `${msg} (${id ?? ""})`)
        .join("\n");
    const [errors, warnings] = [list("error"), list("warning")];
    const found = super.check();
    if (errors !== "")
      found.push(
        error({
          id: "fields.E223",
          msg: `GeneratedField.outputField has errors:\n${errors}`,
          obj: this,
        }),
      );
    if (warnings !== "")
      found.push(
        warning({
          id: "fields.W224",
          msg: `GeneratedField.outputField has warnings:\n${warnings}`,
          obj: this,
        }),
      );
    return found;
  }

  override preSave(): unknown {
    throw new InvalidUse(`${this.label} is computed by the database and cannot be written.`);
  }
}

type ValueOf<O> = O extends { readonly outputField: FieldType<infer V, boolean, boolean> }
  ? V
  : unknown;
type GeneratedFactory = <const O extends GeneratedOptions>(
  options: O & CheckedOptions<O, GeneratedOptions>,
) => GeneratedType<ValueOf<O>>;

/** A column that the database computes from others of the same row. */
export const GeneratedField = callable<GeneratedFactory, typeof GeneratedFieldBase>(
  GeneratedFieldBase,
  "GeneratedField",
);
export type GeneratedFieldInstance = GeneratedFieldBase;
