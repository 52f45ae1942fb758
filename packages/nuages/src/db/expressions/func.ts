import { InvalidUse } from "../errors.ts";
import type { Field } from "../fields/field.ts";
import type { Compiler } from "../sql/compiler-context.ts";
import { EmptyResultSet, FullResultSet, joinSql, sql, type Sql } from "../sql/fragment.ts";
import {
  Combinable,
  ValueExpression,
  asExpression,
  operandOf,
  type Operand,
} from "./combinable.ts";
import { FieldReference } from "./columns.ts";
import { NO_EMPTY_VALUE, type Expression, type WrittenExpression } from "./expression.ts";

/** What every function takes besides its arguments. */
export interface FuncOptions {
  readonly outputField?: Field;
  /** Name of the function in SQL. */
  readonly function?: string;
  /** SQL with `%(function)s` and `%(expressions)s`. */
  readonly template?: string;
  readonly argJoiner?: string;
}

/** An argument: a text is the path of a field. */
export type Argument = Operand;

/** The argument as an expression: texts are paths of fields, everything else but expressions a value. */
export function argument(value: Argument): Expression {
  return typeof value === "string" ? new FieldReference(value) : asExpression(value);
}

/** An expression as an argument: a field is its path. */
function argumentOf(expression: Expression): unknown {
  if (expression instanceof FieldReference) return expression.path;
  const operand = operandOf(expression);
  return typeof operand === "string" ? expression : operand;
}

/** An argument; what cannot have rows is the value that it has without. */
function argumentSql(compiler: Compiler, arg: Expression): Sql {
  try {
    return compiler.compile(arg);
  } catch (error) {
    if (error instanceof FullResultSet) return compiler.compile(new ValueExpression(true));
    if (!(error instanceof EmptyResultSet) || arg.emptyResultValue === NO_EMPTY_VALUE) throw error;
    return compiler.compile(new ValueExpression(arg.emptyResultValue));
  }
}

/** Fills `%(name)s` in a template. */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/%\((\w+)\)s/g, (whole, name: string) => values[name] ?? whole);
}

/** A call of a function of the database. Subclass it with a `function` and perhaps a `template` of your own. */
export class FuncExpression<V = unknown, Path extends string = string> extends Combinable<V, Path> {
  /** Name of the function in SQL. */
  static readonly function: string = "";
  static readonly template: string = "%(function)s(%(expressions)s)";
  static readonly argJoiner: string = ", ";
  /** How many arguments there must be; undefined: any number. */
  static readonly arity: number | undefined = undefined;

  readonly castsNumbers: boolean = true;
  protected args: readonly Expression[];
  protected readonly options: FuncOptions;

  constructor(args: readonly Argument[], options: FuncOptions = {}) {
    super(options.outputField);
    const { arity } = new.target;
    if (arity !== undefined && args.length !== arity) {
      throw new InvalidUse(
        `${this.describe()} takes exactly ${arity} ${arity === 1 ? "argument" : "arguments"} (${args.length} given).`,
      );
    }
    this.args = args.map(argument);
    this.options = options;
  }

  override sources(): readonly Expression[] {
    return this.args;
  }

  override withSources(args: readonly Expression[]): Expression {
    return Object.assign(this.copy(), { args });
  }

  /** SQL of this function with other names and templates than its class says. */
  protected render(
    compiler: Compiler,
    overrides: FuncOptions = {},
    args: readonly Expression[] = this.args,
  ): Sql {
    const type = this.constructor as typeof FuncExpression;
    const pieces = args.map((arg) => argumentSql(compiler, arg));
    const joiner = overrides.argJoiner ?? this.options.argJoiner ?? type.argJoiner;
    const { text, params } = joinSql(pieces, joiner);
    const template = overrides.template ?? this.options.template ?? type.template;
    const name = overrides.function ?? this.options.function ?? type.function;
    return sql(fillTemplate(template, { function: name, expressions: text, field: text }), params);
  }

  override sql(compiler: Compiler): Sql {
    return this.render(compiler);
  }

  /** The arguments and options as code gives them. */
  protected writtenArgs(): {
    readonly args: readonly unknown[];
    readonly options: readonly object[];
  } {
    const options = Object.keys(this.options).length === 0 ? [] : [this.options];
    return { args: this.args.map(argumentOf), options };
  }

  override written(): WrittenExpression {
    const { args, options } = this.writtenArgs();
    return { call: this.constructor, args: [args, ...options] };
  }

  override get defaultAlias(): string | undefined {
    return undefined;
  }
}
