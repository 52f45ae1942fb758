import { InvalidUse } from "../errors.ts";
import type { Field } from "../fields/field.ts";
import type { Compiler } from "../sql/compiler-context.ts";
import { sql, type Sql } from "../sql/fragment.ts";
import type { Query } from "../query/query.ts";
import { Combinable } from "./combinable.ts";
import type { Expression, ResolveOptions, WrittenExpression } from "./expression.ts";

/** A column of a table of the query. */
export class Col extends Combinable {
  readonly alias: string;
  readonly target: Field;
  /** Reached by a path through relations, from inside a subquery. */
  readonly multivalued: boolean;

  constructor(
    alias: string,
    target: Field,
    outputField: Field = target.targetField,
    multivalued = false,
  ) {
    super(outputField);
    this.multivalued = multivalued;
    this.alias = alias;
    this.target = target;
  }

  override get containsColumnReferences(): boolean {
    return true;
  }

  override get possiblyMultivalued(): boolean {
    return this.multivalued;
  }

  override resolve(): Expression {
    return this;
  }

  override sql(compiler: Compiler): Sql {
    return sql(compiler.column(this.alias, this.target.column ?? ""));
  }

  override relabeled(aliases: ReadonlyMap<string, string>): Expression {
    const alias = aliases.get(this.alias);
    return alias === undefined
      ? this
      : new Col(alias, this.target, this.givenOutput, this.multivalued);
  }

  override groupByColumns(): readonly Expression[] {
    return [this];
  }

  override getReader(dialect: Compiler["dialect"]): ((value: unknown) => unknown) | undefined {
    return this.outputField === this.target
      ? this.target.getReader(dialect)
      : this.outputField.getReader(dialect);
  }

  override get conditional(): boolean {
    return this.outputField.kind === "boolean";
  }
}

/** A selected column or annotation of the query, called by its name. */
export class Ref extends Combinable {
  readonly name: string;
  readonly source: Expression;

  constructor(name: string, source: Expression) {
    super();
    this.name = name;
    this.source = source;
  }

  protected override inferOutput(): Field | undefined {
    return this.source.outputOrUndefined;
  }

  override sources(): readonly Expression[] {
    return [this.source];
  }

  override withSources([source]: readonly Expression[]): Expression {
    return Object.assign(this.copy(), { source });
  }

  override resolve(): Expression {
    return this;
  }

  override relabeled(): Expression {
    return this;
  }

  override groupByColumns(): readonly Expression[] {
    return [this];
  }

  override get conditional(): boolean {
    return this.source.conditional;
  }

  override sql(compiler: Compiler): Sql {
    return sql(compiler.dialect.quote(this.name));
  }
}

/** A field of the model, across relations with `__`, or an annotation. */
export class FieldReference<V = unknown, Path extends string = string> extends Combinable<V, Path> {
  readonly path: string;

  constructor(path: string) {
    super();
    this.path = path;
  }

  override resolve(query: Query, options: ResolveOptions = {}): Expression {
    return query.resolveReference(this.path, options);
  }

  override sql(): Sql {
    return unresolved(this.path);
  }

  override written(): WrittenExpression {
    return { call: "F", args: [this.path] };
  }

  override describe(): string {
    return `F("${this.path}")`;
  }
}

/** A column of the query around a subquery, once that is known. */
export class ResolvedOuterRef extends FieldReference {
  override get containsAggregate(): boolean {
    return false;
  }

  override get containsOverClause(): boolean {
    return false;
  }

  override resolve(query: Query, options: ResolveOptions = {}): Expression {
    const column = super.resolve(query, options);
    const multivalued = this.path.split("__").length > 1;
    return column instanceof Col && multivalued
      ? new Col(column.alias, column.target, column.outputField, true)
      : column;
  }

  override relabeled(): Expression {
    return this;
  }

  override groupByColumns(): readonly Expression[] {
    return [];
  }

  override describe(): string {
    return `OuterRef("${this.path}")`;
  }
}

/** A field of the query that surrounds a subquery. */
export class OuterReference<Path extends string = string> extends FieldReference<unknown, never> {
  readonly outerPath: Path | OuterReference;

  constructor(path: Path | OuterReference) {
    super(typeof path === "string" ? path : path.path);
    this.outerPath = path;
  }

  override resolve(): Expression {
    return this.outerPath instanceof OuterReference
      ? this.outerPath
      : new ResolvedOuterRef(this.path);
  }

  override relabeled(): Expression {
    return this;
  }

  override describe(): string {
    return `OuterRef("${this.path}")`;
  }
}

function unresolved(path: string): never {
  throw new InvalidUse(`"${path}" belongs to a query around this one, but there is none.`, {
    hint: "OuterRef() works inside Subquery() and Exists() only.",
  });
}
