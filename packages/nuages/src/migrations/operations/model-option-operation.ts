import { OperationCategory } from "../operation.ts";
import { ModelOperation } from "./model-operation.ts";

/** What operations on options of a model have in common. */
export abstract class ModelOptionOperation extends ModelOperation {
  override get category(): OperationCategory {
    return OperationCategory.ALTERATION;
  }
}
