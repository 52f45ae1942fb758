import { InternalError } from "../../errors/index.ts";
import { FieldError } from "../errors.ts";
import { Col } from "../expressions/columns.ts";
import type { Expression } from "../expressions/expression.ts";
import type { Field } from "../fields/field.ts";
import type { RelationInfo } from "../fields/relation-info.ts";
import type { TransformConstructor } from "../lookups/lookup.ts";
import type { JoinStep } from "../models/joins.ts";
import type { ModelMeta } from "../models/meta.ts";
import type { Query } from "./query.ts";
import type { NamedJoin } from "./query-parts.ts";

/** A path goes through a many-valued relation where only one row is allowed: `exclude()` turns to a subquery. */
export class ManyValued extends Error {
  override readonly name = "ManyValued";
  readonly level: number;
  readonly segments: readonly PathSegment[];

  constructor(level: number, segments: readonly PathSegment[]) {
    super("many-valued");
    this.level = level;
    this.segments = segments;
  }
}

/** One name of a path and the joins that it stands for. */
export interface PathSegment {
  readonly name: string;
  readonly steps: readonly PathStep[];
}

export interface PathStep {
  readonly step: JoinStep;
  readonly filtered: NamedJoin | undefined;
}

/** A path of names, resolved against the models. */
export interface ResolvedPath {
  readonly segments: readonly PathSegment[];
  /** The relation at the end of the path, if it ends with one. */
  readonly relation: RelationInfo | undefined;
  /** The columns at the end. */
  readonly targets: readonly Field[];
  /** The model that the path ends in. */
  readonly meta: ModelMeta;
  /** Names that are no fields: transforms and a lookup. */
  readonly rest: readonly string[];
}

/** The joins from a model to the parent that declares a field. */
function parentSteps(from: ModelMeta, to: ModelMeta): PathStep[] {
  return from.stepsToParent(to).map((step) => ({ step, filtered: undefined }));
}

interface Found {
  readonly field: Field | undefined;
  readonly relation: RelationInfo | undefined;
  readonly owner: ModelMeta;
  readonly filtered: NamedJoin | undefined;
}

function find(query: Query, meta: ModelMeta, name: string): Found | undefined {
  const entry = meta.find(name);
  if (entry !== undefined)
    return {
      field: entry.field,
      relation: entry.relation,
      owner: entry.owner,
      filtered: undefined,
    };
  const named = query.namedJoins.get(name);
  if (named === undefined) return joinedTable(query, meta, name);
  const relation = meta.find(named.relation.split("__")[0] ?? "");
  if (relation?.relation === undefined)
    throw FieldError.unknownName(meta.label, named.relation, meta.queryNames());
  return {
    field: relation.field,
    relation: relation.relation,
    owner: relation.owner,
    filtered: named,
  };
}

/** A table of the WITH clause that is joined to the query's own rows. */
function joinedTable(query: Query, meta: ModelMeta, name: string): Found | undefined {
  const relation = meta === query.meta ? query.tableRelations.get(name) : undefined;
  return relation === undefined
    ? undefined
    : { field: undefined, relation, owner: meta, filtered: undefined };
}

/**
 * Resolves names against the fields of `meta`. What follows the last field is in `rest`.
 * @throws FieldError for an unknown first name; with `failOnMissing` also for later ones
 */
export function resolvePath(
  query: Query,
  names: readonly string[],
  meta: ModelMeta,
  options: { allowMany?: boolean; failOnMissing?: boolean } = {},
): ResolvedPath {
  const { allowMany = true, failOnMissing = false } = options;
  const segments: PathSegment[] = [];
  let current = meta;
  let relation: RelationInfo | undefined;
  let targets: readonly Field[] = [];
  let position = 0;
  for (; position < names.length; position += 1) {
    const given = names[position] ?? "";
    const steps: PathStep[] = [];
    const found =
      given === "pk" && current.pkFields.length > 1
        ? undefined
        : find(query, current, given === "pk" ? current.pk.name : given);
    if (found === undefined) {
      if (given === "pk") {
        segments.push({ name: "pk", steps });
        return {
          segments,
          relation: undefined,
          targets: current.pkFields,
          meta: current,
          rest: names.slice(position + 1),
        };
      }
      if (position === 0 || failOnMissing)
        throw FieldError.unknownName(
          current.label,
          given,
          position === 0 ? query.knownNames() : current.queryNames(),
        );
      break;
    }
    if (found.owner !== current) {
      steps.push(...parentSteps(current, found.owner));
      current = found.owner;
    }
    if (found.relation === undefined) {
      if (found.field === undefined)
        throw new InternalError(`${given} is neither field nor relation`);
      if (found.field.column === undefined && found.field.keyParts === undefined) {
        throw new FieldError(
          `${found.field.label} does not generate an automatic reverse relation and therefore cannot be used for reverse querying.`,
          {
            hint: "If it is a GenericForeignKey, add a GenericRelation to the other model.",
          },
        );
      }
      segments.push({ name: given, steps });
      relation = undefined;
      targets = [found.field];
      position += 1;
      if (failOnMissing && position < names.length) {
        throw new FieldError(
          `"${names[position] ?? ""}" cannot follow "${given}": ${found.field.label} is no relation, so nothing can be joined to it.`,
        );
      }
      break;
    }
    relation = found.relation;
    steps.push(
      ...relation.steps.map((step, index) => ({
        step,
        filtered: index === 0 ? found.filtered : undefined,
      })),
    );
    segments.push({ name: given, steps });
    if (!allowMany && steps.some(({ step }) => step.many))
      throw new ManyValued(position + 1, segments);
    current = relation.target;
    targets = lastTargets(relation);
  }
  return { segments, relation, targets, meta: current, rest: names.slice(position) };
}

/** The columns of the other side that a relation compares, or the primary key of the model it leads to. */
function lastTargets(relation: RelationInfo): readonly Field[] {
  const last = relation.steps.at(-1);
  if (last === undefined) throw new InternalError("a relation without joins");
  return last.forward ? last.columns.map(({ to }) => to) : relation.target.pkFields;
}

/** A path whose joins are in the query. */
export interface JoinedPath extends ResolvedPath {
  /** Aliases along the path; the first is where it began. */
  readonly aliases: readonly string[];
  readonly steps: readonly PathStep[];
}

/** Where a path begins. */
export interface JoinStart {
  readonly meta: ModelMeta;
  readonly alias: string;
}

export interface SetupOptions {
  readonly reuse?: Set<string> | undefined;
  readonly allowMany?: boolean;
  readonly failOnMissing?: boolean;
}

/** Joins everything that a path goes through, beginning at `alias`. */
export function setupJoins(
  query: Query,
  names: readonly string[],
  start: JoinStart,
  options: SetupOptions = {},
): JoinedPath {
  const { meta, alias } = start;
  const path = resolvePath(query, names, meta, options);
  const steps = path.segments.flatMap((segment) => segment.steps);
  const aliases = [alias];
  for (const { step, filtered } of steps) {
    const parent = aliases.at(-1) ?? alias;
    // A join to one row can always be shared; one to many only within the same filter.
    const reuse = step.many || filtered !== undefined ? options.reuse : undefined;
    const joined = query.join(parent, step, { reuse, filtered });
    if (filtered !== undefined) {
      options.reuse?.add(joined);
      query.resolveNamedJoin(joined);
    }
    aliases.push(joined);
  }
  return { ...path, aliases, steps };
}

/** A path without the joins at its end that the column in the table before them makes needless. */
export interface TrimmedPath {
  readonly targets: readonly Field[];
  readonly alias: string;
  readonly aliases: readonly string[];
}

/** `author__id` is `author_id` of the book: the join to the author is left out. */
export function trimJoins(query: Query, path: JoinedPath): TrimmedPath {
  const aliases = [...path.aliases];
  let { targets } = path;
  for (let index = path.steps.length - 1; index >= 0; index -= 1) {
    const { step, filtered } = path.steps[index] as PathStep;
    if (aliases.length === 1 || !step.forward || filtered !== undefined) break;
    const local = targets.map(
      (target) => step.columns.find(({ to }) => to.column === target.column)?.from,
    );
    if (local.some((field) => field === undefined)) break;
    targets = local as readonly Field[];
    const dropped = aliases.pop();
    if (dropped !== undefined) query.unreference(dropped);
  }
  return { targets, alias: aliases.at(-1) ?? "", aliases };
}

/** The column at the end of a path, with the transforms that follow it. */
export function transformed(
  column: Expression,
  rest: readonly string[],
  label: string,
): Expression {
  let expression = column;
  for (const name of rest) {
    const type = expression.getTransform(name);
    if (type === undefined)
      throw FieldError.unknownLookup(label, name, expression.outputOrUndefined?.getLookups() ?? []);
    expression = new (type as unknown as TransformConstructor)(expression);
  }
  return expression;
}

export function columnAt(path: TrimmedPath): Expression {
  const [target] = path.targets;
  if (target === undefined) throw new InternalError("a path without column");
  return new Col(path.alias, target);
}
