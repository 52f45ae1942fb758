import { error, type CheckMessage } from "../../checks/index.ts";
import { callable } from "../callable.ts";
import { InvalidValue } from "../errors.ts";
import { Field, type Deconstructed } from "./field.ts";
import type { CompositeKeyType } from "./field-types.ts";

class CompositePrimaryKeyBase extends Field {
  static override readonly optionDefaults = { primaryKey: true, editable: false, blank: true };

  readonly parts: readonly string[];

  constructor(...parts: readonly string[]) {
    if (parts.length < 2)
      throw new InvalidValue("CompositePrimaryKey must include at least two fields.");
    if (new Set(parts).size !== parts.length)
      throw new InvalidValue("CompositePrimaryKey names a field twice.");
    super({ primaryKey: true, editable: false, blank: true });
    this.parts = parts;
  }

  override deconstruct(): Deconstructed {
    return { ...super.deconstruct(), args: this.parts };
  }

  override get keyParts(): readonly Field[] {
    return this.parts.map((name) => this.model.declaredField(name));
  }

  override getColumn(): undefined {
    return undefined;
  }

  override dbType(): undefined {
    return undefined;
  }

  override get emptyStringsAllowed(): boolean {
    return false;
  }

  override check(): CheckMessage[] {
    if (this.name === "pk") return super.check();
    const msg = "'CompositePrimaryKey' must be named 'pk'.";
    return [...super.check(), error({ id: "fields.E013", msg, obj: this })];
  }
}

type CompositeFactory = <const Names extends readonly string[]>(
  ...names: Names
) => CompositeKeyType<Names>;

/** The primary key of several columns: `pk: models.CompositePrimaryKey("tenantId", "number")`. Its value is an array. */
export const CompositePrimaryKey = callable<CompositeFactory, typeof CompositePrimaryKeyBase>(
  CompositePrimaryKeyBase,
  "CompositePrimaryKey",
);
