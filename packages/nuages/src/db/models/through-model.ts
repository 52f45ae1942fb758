import type { Field } from "../fields/field.ts";
import { ForeignKey } from "../fields/foreign-key.ts";
import { lowerFirst, snakeCase } from "../names.ts";
import { makeBase } from "./make-base.ts";
import type { ModelMeta } from "./meta.ts";
import type { ModelClass } from "./model-class.ts";
import { fittingTableName } from "./table-name.ts";

/** Makes the model between the two of a many-to-many relation. */
export function throughModel(meta: ModelMeta, field: Field): ModelClass {
  const { target } = field as unknown as { target: ModelMeta };
  const self = target.concrete === meta.concrete;
  const [from, to] = self
    ? [`from${meta.name}`, `to${meta.name}`]
    : [lowerFirst(meta.name), lowerFirst(target.name)];
  const column = (name: string, model: ModelMeta): string =>
    self
      ? `${name.startsWith("from") ? "from" : "to"}_${model.modelName}_id`
      : `${model.modelName}_id`;
  const hidden = `${meta.name}_${snakeCase(field.name)}+`;
  const base = makeBase(
    {
      [from]: new ForeignKey(meta.cls, {
        onDelete: "CASCADE",
        relatedName: hidden,
        dbColumn: column(from, meta),
        dbConstraint: field.options["dbConstraint"] !== false,
      }),
      [to]: new ForeignKey(target.cls, {
        onDelete: "CASCADE",
        relatedName: hidden,
        dbColumn: column(to, target),
        dbConstraint: field.options["dbConstraint"] !== false,
      }),
    },
    {
      dbTable:
        (field.options["dbTable"] as string | undefined) ??
        fittingTableName(`${meta.concrete.dbTable}_${snakeCase(field.name)}`, meta.services),
      uniqueTogether: [[from, to]],
      verboseName: `${meta.modelName}-${target.modelName} relationship`,
      verboseNamePlural: `${meta.modelName}-${target.modelName} relationships`,
      ...(meta.appLabel === undefined ? {} : { appLabel: meta.appLabel }),
    },
    [],
    { autoCreatedBy: field, registry: meta.registry, services: meta.services },
  );
  const through = class extends (base as unknown as new () => object) {};
  Object.defineProperty(through, "name", { value: `${meta.name}_${snakeCase(field.name)}` });
  return through as unknown as ModelClass;
}
