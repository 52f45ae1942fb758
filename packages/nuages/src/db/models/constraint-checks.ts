import { error, warning, type CheckMessage } from "../../checks/index.ts";
import { FieldReference } from "../expressions/columns.ts";
import { Expression } from "../expressions/expression.ts";
import { Condition } from "../expressions/q.ts";
import { RawSQLExpression } from "../expressions/raw-sql.ts";
import { CheckConstraint, UniqueConstraint } from "./constraints.ts";
import type { ModelMeta } from "./meta.ts";

/** What a constraint reads: paths of lookups, and expressions. */
interface Parts {
  readonly paths: readonly string[];
  readonly expressions: readonly Expression[];
}

function partsOf(constraint: unknown): Parts {
  const isUnique = constraint instanceof UniqueConstraint;
  const condition =
    isUnique || constraint instanceof CheckConstraint ? constraint.condition : undefined;
  const leaves = condition instanceof Condition ? [...condition.flatten()] : [];
  const values = leaves.flatMap((leaf) => {
    const part: unknown = "path" in leaf ? leaf.value : leaf;
    return part instanceof Expression ? [part] : [];
  });
  const expressions = [...values, ...(isUnique ? constraint.expressions : [])].flatMap((one) => [
    ...one.flatten(),
  ]);
  return {
    paths: [
      ...leaves.flatMap((leaf) => ("path" in leaf ? [String(leaf.path)] : [])),
      ...expressions.flatMap((one) => (one instanceof FieldReference ? [one.path] : [])),
    ],
    expressions,
  };
}

/** Does a path go through a relation to a field of another model? */
function isJoined(meta: ModelMeta, path: string): boolean {
  const [first = "", second] = path.split("__");
  const relation = meta.find(first)?.relation;
  if (relation === undefined || second === undefined || second === "pk") return false;
  return relation.target.find(second) !== undefined;
}

/** `models.E041` and `W045`: constraints know the columns of their own table, and raw SQL is for the database alone. */
export function constraintFindings(meta: ModelMeta): CheckMessage[] {
  return (meta.options.constraints ?? []).flatMap((constraint) => {
    const { paths, expressions } = partsOf(constraint);
    const joined = [...new Set(paths.filter((path) => isJoined(meta, path)))].map((path) =>
      error({
        id: "models.E041",
        msg: `'constraints' refers to the joined field '${path}'.`,
        obj: meta.cls,
      }),
    );
    const isRaw =
      constraint instanceof CheckConstraint &&
      expressions.some((one) => one instanceof RawSQLExpression);
    if (!isRaw) return joined;
    return [
      ...joined,
      warning({
        id: "models.W045",
        msg: `Check constraint '${constraint.name}' contains RawSQL() expression and won't be validated during the model fullClean().`,
        hint: "Silence this warning if you don't care about it.",
        obj: meta.cls,
      }),
    ];
  });
}
