import { type Field, snakeCase } from "../../db/index.ts";
import { type DeconstructedOperation, Operation, OperationCategory } from "../operation.ts";
import { fieldRefersTo, modelKey } from "../state/references.ts";
import { sameName } from "./same-name.ts";

/** What operations on one field have in common. */
export abstract class FieldOperation extends Operation {
  readonly modelName: string;
  readonly name: string;
  /** The field itself, where the operation brings one. */
  readonly field: Field | undefined;

  constructor(modelName: string, name: string, field?: Field) {
    super();
    this.modelName = modelName;
    this.name = name;
    this.field = field;
  }

  get modelNameLower(): string {
    return this.modelName.toLowerCase();
  }

  /** The name as parts of file names have it: in snake_case. */
  protected get fragment(): string {
    return snakeCase(this.name);
  }

  override get category(): OperationCategory {
    return OperationCategory.ALTERATION;
  }

  isSameModel(modelName: string): boolean {
    return sameName(modelName, this.modelName);
  }

  isSameField(other: FieldOperation): boolean {
    return this.isSameModel(other.modelName) && this.name === other.name;
  }

  override referencesModel(name: string, appLabel: string): boolean {
    if (this.isSameModel(name)) return true;
    const key = modelKey(appLabel, name);
    const owner = modelKey(appLabel, this.modelName);
    return this.field !== undefined && fieldRefersTo(this.field, owner, { key });
  }

  override referencesField(modelName: string, name: string, appLabel: string): boolean {
    if (this.isSameModel(modelName) && name === this.name) return true;
    const key = modelKey(appLabel, modelName);
    const owner = modelKey(appLabel, this.modelName);
    return this.field !== undefined && fieldRefersTo(this.field, owner, { key, field: name });
  }

  override canReduceThrough(later: Operation, appLabel: string): boolean {
    return !later.referencesField(this.modelName, this.name, appLabel);
  }

  /** The options of the call. */
  protected abstract parts(): Readonly<Record<string, unknown>>;

  override deconstruct(): DeconstructedOperation {
    const said = Object.entries(this.parts()).filter(([, value]) => value !== undefined);
    return { name: this.constructor.name, args: [Object.fromEntries(said)] };
  }
}
