import { InvalidValue } from "../errors.ts";
import type { Field } from "../fields/field.ts";
import type { QuerySet } from "../query/queryset.ts";
import { stateOf, instanceMeta } from "./instance-state.ts";
import type { ModelMeta } from "./meta.ts";
import type { ReverseRelation } from "./reverse-relation.ts";

/** Which database is asked. Default: where the object came from. */
export interface ObjectOrderOptions {
  readonly using?: string;
}

/** The model option `orderWithRespectTo`, on the side of the objects that rows are ordered within. */
export function defineObjectOrder(target: ModelMeta, { field, source }: ReverseRelation): void {
  if (source.options.orderWithRespectTo !== field.name) return;
  const rowsOf = (owner: object, using: string | undefined): QuerySet<object> =>
    source.defaultManager
      .using(using ?? stateOf(owner).db ?? source.dbForRead(owner))
      .complexFilter({ [field.name]: owner });
  target.addMethod(`get${source.name}Order`, function (this: object) {
    return rowsOf(this, undefined).valuesList("pk" as never, { flat: true });
  });
  target.addMethod(
    `set${source.name}Order`,
    async function (
      this: object,
      keys: Iterable<unknown>,
      { using }: ObjectOrderOptions = {},
    ): Promise<void> {
      const objects = [...keys].map((pk, index) => new source.cls({ pk, _order: index }));
      await rowsOf(this, using).bulkUpdate(objects, ["_order" as never]);
    },
  );
}

/** `getNextInOrder()`: the neighbour of an object among those of the same owner, in the order that the database has. */
export function neighbourInOrder(
  order: { readonly owner: Field },
  direction: "next" | "previous",
): (this: object) => Promise<object> {
  return async function neighbour(this: object): Promise<object> {
    const meta = instanceMeta(this);
    const key = meta?.keyOf(this) ?? null;
    if (meta === undefined || key === null)
      throw new InvalidValue("An object that is not saved has no neighbours.", {
        hint: "Save the object first.",
      });
    const { owner } = order;
    const rows = meta.defaultManager.using(stateOf(this).db ?? meta.dbForRead(this));
    const place = rows.complexFilter({ pk: key }).values("_order" as never);
    const isNext = direction === "next";
    const [found] = await rows
      .complexFilter({
        [owner.name]: owner.valueFromObject(this) ?? null,
        [`_order__${isNext ? "gt" : "lt"}`]: place,
      })
      .orderBy((isNext ? "_order" : "-_order") as never)
      .slice(0, 1);
    if (found === undefined)
      throw new meta.cls.DoesNotExist(`${meta.label} has no ${direction} object in this order.`);
    return found;
  };
}
