import type { MODEL } from "../../apps/index.ts";
import type { MultipleObjectsReturned, ObjectDoesNotExist, ObjectNotUpdated } from "../errors.ts";
import type { ModelMeta } from "./meta.ts";

/** The class of a model, as the framework handles it. */
export interface ModelClass {
  new (values?: object): object;
  readonly name: string;
  readonly prototype: object;
  readonly meta: ModelMeta;
  readonly [MODEL]: ModelMeta;
  readonly DoesNotExist: new (message: string) => ObjectDoesNotExist;
  readonly MultipleObjectsReturned: new (message: string) => MultipleObjectsReturned;
  readonly NotUpdated: new (message: string) => ObjectNotUpdated;
}

declare module "../../apps/model.ts" {
  interface ModelTypes {
    readonly model: ModelClass;
  }
}
