import type { CheckMessage } from "../../checks/index.ts";
import type { ModelMeta } from "../models/meta.ts";
import { lowerFirst } from "../names.ts";
import { Field, type AnyOptions, type Deconstructed, type FieldOptions } from "./field.ts";
import { targetFindings } from "./relation-checks.ts";
import { targetReference } from "./relation-target.ts";
import type { RelationInfo } from "./relation-info.ts";

/** What a relation can point at: a function that gives the class, the class, `"self"` or `"app.Model"`. */
export type RelationTarget = unknown;

/** Which rows forms offer: lookups, a condition, or a function that gives one. */
export type LimitChoices = object | (() => object);

export interface RelationOptions extends FieldOptions<unknown> {
  /** Name of the attribute on the other side; `"+"` for none. Default: the model's name with `Set`. */
  readonly relatedName?: string;
  /** Name of the other side in lookups. Default: `relatedName`, or the model's name. */
  readonly relatedQueryName?: string;
  readonly limitChoicesTo?: LimitChoices;
  /** Whether the database checks that the other row exists. Default: true. */
  readonly dbConstraint?: boolean;
  readonly swappable?: boolean;
}

/** What relations have in common: a target, and a name on the other side. */
export abstract class RelationField extends Field {
  /** What the relation points at, as it was declared. */
  readonly to: RelationTarget;
  declare readonly options: RelationOptions & AnyOptions<unknown>;

  static override readonly optionDefaults: Readonly<Record<string, unknown>> = {
    dbConstraint: true,
  };

  constructor(to: RelationTarget, options: RelationOptions) {
    super(options);
    this.to = to;
  }

  override deconstruct(): Deconstructed {
    const parts = super.deconstruct();
    const { swappable: _, through, ...options } = parts.options;
    return {
      ...parts,
      args: [targetReference(this, this.to)],
      options:
        through === undefined ? options : { ...options, through: targetReference(this, through) },
    };
  }

  /** The model on the other side. */
  get target(): ModelMeta {
    return this.model.resolveTarget(this.to, this);
  }

  get relatedName(): string | undefined {
    const given = this.options.relatedName ?? this.model.options.defaultRelatedName;
    return given === undefined ? undefined : filledName(given, this.model);
  }

  /** No attribute on the other side. */
  get hidden(): boolean {
    return this.relatedName?.endsWith("+") === true;
  }

  /** Name of the attribute on the other side. */
  get accessorName(): string | undefined {
    if (this.hidden) return undefined;
    return this.relatedName ?? `${lowerFirst(this.model.name)}${this.uniqueTarget ? "" : "Set"}`;
  }

  /** Name of the other side in query paths. */
  get queryName(): string {
    const given = this.options.relatedQueryName;
    if (given !== undefined) return filledName(given, this.model);
    return this.relatedName ?? lowerFirst(this.model.name);
  }

  /** At most one row of this model points at a row of the other. */
  get uniqueTarget(): boolean {
    return false;
  }

  get limitChoicesTo(): object | undefined {
    const given = this.options.limitChoicesTo;
    return typeof given === "function" ? (given as () => object)() : given;
  }

  /** Findings about models that the relation needs and that are not there. */
  missingModels(): CheckMessage[] {
    return targetFindings(this);
  }

  /** How the target sees the relation. */
  abstract get reverse(): RelationInfo;
}

/** Template of names for abstract bases: `%(class)s`, `%(app_label)s`. */
function filledName(name: string, model: ModelMeta): string {
  return name
    .replaceAll("%(class)s", lowerFirst(model.name))
    .replaceAll("%(model_name)s", lowerFirst(model.name))
    .replaceAll("%(app_label)s", model.appLabel ?? "");
}
