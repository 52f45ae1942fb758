import { Max } from "../expressions/aggregates.ts";
import type { ModelMeta } from "../models/meta.ts";
import { neighbourInOrder } from "../models/object-order.ts";
import type { Field } from "./field.ts";
import { IntegerField } from "./integer-fields.ts";

/** The place of a row among those of the same object; made by the model option `orderWithRespectTo`. Django: `OrderWrt`. */
export class OrderWrt extends IntegerField {
  constructor() {
    super({ editable: false });
  }

  override getInternalType(): string {
    return "IntegerField";
  }

  override getColumn(): string {
    return "_order";
  }

  override get inMigrations(): boolean {
    return false;
  }

  override contributeTo(meta: ModelMeta, name: string): void {
    super.contributeTo(meta, name);
    meta.addMethod("getNextInOrder", neighbourInOrder(this, "next"));
    meta.addMethod("getPreviousInOrder", neighbourInOrder(this, "previous"));
  }

  /** The field that the order is kept within. */
  get owner(): Field {
    return this.model.declaredField(this.model.options.orderWithRespectTo ?? "");
  }

  /** Puts new rows behind those that are there. */
  override async beforeInsert(instances: readonly object[], using: string): Promise<void> {
    const { owner } = this;
    const groups = Map.groupBy(instances, (instance) => owner.valueFromObject(instance) ?? null);
    for (const [key, members] of groups) {
      const rows = this.model.baseRows(using).complexFilter({ [owner.name]: key });
      const { last } = (await rows.aggregate({ last: Max("_order" as never) })) as {
        readonly last: number | null;
      };
      members.forEach((member, index) => {
        (member as Record<string, unknown>)[this.attname] = (last ?? -1) + 1 + index;
      });
    }
  }
}
