import { error, type CheckMessage } from "../../checks/index.ts";
import { callable } from "../callable.ts";
import { InvalidUse } from "../errors.ts";
import { defineForeignObject } from "../models/foreign-object-accessors.ts";
import type { JoinColumns, JoinStep } from "../models/joins.ts";
import type { ModelMeta } from "../models/meta.ts";
import type { AnyOptions, Field } from "./field.ts";
import type { CheckedOptions, Says, ToOneType } from "./field-types.ts";
import type { OnDelete } from "./on-delete.ts";
import { reverseNameFindings } from "./relation-checks.ts";
import type { RelationInfo } from "./relation-info.ts";
import { RelationField, type RelationOptions, type RelationTarget } from "./relation-field.ts";

export interface ForeignObjectOptions extends RelationOptions {
  readonly onDelete: OnDelete;
  /** The fields of this model that hold the key. */
  readonly fromFields: readonly string[];
  /** The fields of the other model that they equal, in the same order; together unique. */
  readonly toFields: readonly string[];
}

class ForeignObjectBase extends RelationField {
  declare readonly options: ForeignObjectOptions & AnyOptions<unknown>;

  constructor(to: RelationTarget, options: ForeignObjectOptions) {
    super(to, options);
    if (options?.onDelete === undefined)
      throw new InvalidUse("A ForeignObject needs the option onDelete.", {
        hint: "Say what happens to these rows when the other row is deleted: { onDelete: models.CASCADE }.",
      });
    const { fromFields, toFields } = options;
    if (fromFields.length === 0 || fromFields.length !== toFields.length)
      throw new InvalidUse("A ForeignObject needs as many fromFields as toFields, at least one.", {
        hint: 'Name the fields that belong together: { fromFields: ["pageTenant", "pageNumber"], toFields: ["tenant", "number"] }.',
      });
  }

  override getInternalType(): string {
    return "ForeignObject";
  }

  override getColumn(): undefined {
    return undefined;
  }

  override dbType(): undefined {
    return undefined;
  }

  get onDelete(): OnDelete {
    return this.options.onDelete;
  }

  get fromFields(): readonly Field[] {
    return this.options.fromFields.map((name) => this.model.declaredField(name));
  }

  get toFields(): readonly Field[] {
    return this.options.toFields.map((name) => this.target.declaredField(name));
  }

  #pairs(): JoinColumns[] {
    const { fromFields, toFields } = this;
    return fromFields.flatMap((from, index) => {
      const to = toFields[index];
      return to === undefined ? [] : [{ from, to }];
    });
  }

  get forwardStep(): JoinStep {
    return {
      id: `${this.label}>`,
      from: this.model,
      to: this.target,
      columns: this.#pairs(),
      field: this,
      forward: true,
      many: false,
      nullable: this.null || this.fromFields.some((field) => field.null),
      reverse: () => this.backwardStep,
    };
  }

  get backwardStep(): JoinStep {
    return {
      id: `${this.label}<`,
      from: this.target,
      to: this.model,
      columns: this.#pairs().map(({ from, to }) => ({ from: to, to: from })),
      field: this,
      forward: false,
      many: true,
      nullable: true,
      reverse: () => this.forwardStep,
    };
  }

  override get relation(): RelationInfo {
    return {
      kind: "foreignKey",
      many: false,
      unique: false,
      target: this.target,
      steps: [this.forwardStep],
      targetField: undefined,
      accessorName: this.accessorName,
      queryName: this.queryName,
    };
  }

  override get reverse(): RelationInfo {
    return {
      kind: "foreignKey",
      many: true,
      unique: true,
      target: this.model,
      steps: [this.backwardStep],
      targetField: undefined,
      accessorName: this.name,
      queryName: this.name,
    };
  }

  override defineAccessor(meta: ModelMeta): void {
    defineForeignObject(meta, this);
  }

  override check(): CheckMessage[] {
    const missing = this.missingModels();
    if (missing.length > 0) return missing;
    return [...reverseNameFindings(this), ...targetFieldsFindings(this)];
  }
}

/** `fields.E310` to `E312`: the fields that are pointed at have to be there, and together unique. */
function targetFieldsFindings(field: ForeignObjectBase): CheckMessage[] {
  const { target, options } = field;
  const names = new Map(target.fields.map((one) => [one.attname, one.name]));
  const known = new Map(
    target.fields.flatMap(
      ({ name, attname }) =>
        [
          [name, name],
          [attname, name],
        ] as const,
    ),
  );
  const missing = options.toFields.find((name) => !known.has(name));
  if (missing !== undefined) {
    const msg = `The toField '${missing}' doesn't exist on the related model '${target.label}'.`;
    return [error({ id: "fields.E312", msg, obj: field })];
  }
  const wanted = new Set(options.toFields.map((name) => known.get(name) ?? name));
  const sets: (readonly string[])[] = [
    target.pkFields.map(({ name }) => name),
    ...target.fields.filter(({ unique }) => unique).map(({ name }) => [name]),
    ...togetherOf(target.options.uniqueTogether ?? []),
    ...(target.options.constraints ?? []).flatMap((constraint) => {
      const { totallyUniqueFields } = constraint as { totallyUniqueFields?: readonly string[] };
      return totallyUniqueFields === undefined ? [] : [totallyUniqueFields];
    }),
  ];
  const isCovered = sets.some(
    (set) => set.length > 0 && set.every((name) => wanted.has(names.get(name) ?? name)),
  );
  if (isCovered) return [];
  const [only = ""] = wanted;
  if (wanted.size === 1)
    return [
      error({
        id: "fields.E311",
        msg: `'${target.name}.${only}' must be unique because it is referenced by a foreign key.`,
        hint: "Add unique: true to this field or add a UniqueConstraint (without condition) in the model's constraints.",
        obj: field,
      }),
    ];
  const list = [...wanted].map((name) => `'${name}'`).join(", ");
  return [
    error({
      id: "fields.E310",
      msg: `No subset of the fields ${list} on model '${target.name}' is unique.`,
      hint: "Mark a single field as unique: true or add a set of fields to a unique constraint (via uniqueTogether or a UniqueConstraint (without condition) in the model's constraints).",
      obj: field,
    }),
  ];
}

function togetherOf(
  given: readonly (readonly string[])[] | readonly string[],
): readonly (readonly string[])[] {
  return given.every((entry) => typeof entry === "string") ? [given] : given;
}

/**
 * A relation to one row of another model over several columns, which are fields of their own:
 * `page: models.ForeignObject(() => Page, { fromFields: ["tenant", "number"], toFields: ["tenant",
 * "number"], onDelete: models.CASCADE })`. The database knows nothing of it. Django: `ForeignObject`.
 */
export const ForeignObject = callable<
  <To, const O extends ForeignObjectOptions>(
    to: To,
    options: O & CheckedOptions<O, ForeignObjectOptions>,
  ) => ToOneType<To, Says<O, "null">, true, readonly string[]>,
  typeof ForeignObjectBase
>(ForeignObjectBase, "ForeignObject");
