import { type DeconstructedOperation, Operation, OperationCategory } from "../operation.ts";
import { sameName } from "./same-name.ts";

/** What operations on indexes and constraints of a model have in common. */
export abstract class IndexOperation extends Operation {
  readonly modelName: string;

  constructor(modelName: string) {
    super();
    this.modelName = modelName;
  }

  get modelNameLower(): string {
    return this.modelName.toLowerCase();
  }

  override get category(): OperationCategory {
    return OperationCategory.ALTERATION;
  }

  isSameModel(modelName: string): boolean {
    return sameName(modelName, this.modelName);
  }

  override referencesModel(name: string, _appLabel: string): boolean {
    return this.isSameModel(name);
  }

  /** The options of the call. */
  protected abstract parts(): Readonly<Record<string, unknown>>;

  override deconstruct(): DeconstructedOperation {
    const said = Object.entries(this.parts()).filter(([, value]) => value !== undefined);
    return { name: this.constructor.name, args: [Object.fromEntries(said)] };
  }
}
