import { InternalError } from "../../errors/index.ts";
import type { RelationInfo } from "../fields/relation-info.ts";
import type { JoinStep } from "../models/joins.ts";
import type { ModelMeta } from "../models/meta.ts";
import type { NamedTable } from "./named-table.ts";

/** The join from a model to a table of the WITH clause; its condition stands with the join itself. */
export function tableStep(
  from: ModelMeta,
  alias: string,
  table: NamedTable,
  nullable: boolean,
): JoinStep {
  return {
    id: `with:${alias}`,
    from,
    to: table.meta,
    columns: [],
    field: table.meta.pk,
    forward: false,
    many: false,
    nullable,
    reverse: () => {
      throw new InternalError("the way back from a common table");
    },
  };
}

/** The join as paths see it. */
export function tableRelation(step: JoinStep): RelationInfo {
  return {
    kind: "foreignKey",
    many: false,
    unique: false,
    target: step.to,
    steps: [step],
    targetField: undefined,
    accessorName: undefined,
    queryName: step.to.name,
  };
}
