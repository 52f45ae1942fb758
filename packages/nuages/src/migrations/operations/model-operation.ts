import {
  allowMigrateModel,
  canMigrate,
  type ModelMeta,
  type SchemaEditor,
} from "../../db/index.ts";
import { type DeconstructedOperation, Operation } from "../operation.ts";
import { sameName } from "./same-name.ts";

/** What operations on one model have in common. */
export abstract class ModelOperation extends Operation {
  /** Name of the model. */
  readonly name: string;

  constructor(name: string) {
    super();
    this.name = name;
  }

  get nameLower(): string {
    return this.name.toLowerCase();
  }

  override referencesModel(name: string, _appLabel: string): boolean {
    return sameName(name, this.name);
  }

  override canReduceThrough(later: Operation, appLabel: string): boolean {
    return !later.referencesModel(this.name, appLabel);
  }

  /** The options of the call. */
  protected abstract parts(): Readonly<Record<string, unknown>>;

  override deconstruct(): DeconstructedOperation {
    const said = Object.entries(this.parts()).filter(([, value]) => value !== undefined);
    return { name: this.constructor.name, args: [Object.fromEntries(said)] };
  }
}

/** Does the model's table belong in the editor's database, and is it ours to change? */
export function mayMigrate(editor: SchemaEditor, meta: ModelMeta): boolean {
  if (meta.proxy || meta.swapped || !meta.managed) return false;
  const { alias, dialect } = editor.connection;
  return canMigrate(meta, dialect) && allowMigrateModel(alias, meta);
}
