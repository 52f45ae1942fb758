import { callable } from "../../callable.ts";
import { InvalidUse } from "../../errors.ts";
import type { Field } from "../../fields/field.ts";
import type { Compiler } from "../../sql/compiler-context.ts";
import type { Dialect } from "../../sql/dialect.ts";
import type { Sql } from "../../sql/fragment.ts";
import { Expression, type WrittenExpression } from "../expression.ts";
import { fieldOfKind } from "../field-of-value.ts";
import { FuncExpression, type Argument, type FuncOptions } from "../func.ts";

/** How a function is written. */
export interface Rendering {
  readonly function?: string;
  /** SQL with `%(function)s` and `%(expressions)s`. */
  readonly template?: string;
  readonly argJoiner?: string;
}

/** A function of databases, as data. */
export interface FunctionDefinition extends Rendering {
  /** How many arguments there must be; undefined: any number. */
  readonly arity?: number;
  /** Kind of the result; or worked out from the arguments. Default: that of the arguments. */
  readonly output?: string | ((args: readonly Expression[]) => Field | undefined);
  /** Name as a transform in lookups. */
  readonly lookupName?: string;
  /** Databases that write it in another way. */
  readonly vendors?: Partial<Record<Dialect["vendor"], Rendering>>;
  /** Checks the arguments, or puts others in their place. */
  readonly arrange?: (args: readonly Argument[]) => readonly Argument[];
  /** SQL of its own, where text and arguments are not enough. */
  readonly render?: (call: DefinedFunction, compiler: Compiler) => Sql | undefined;
}

/** A call of a function that is defined by data. */
export class DefinedFunction extends FuncExpression {
  readonly definition: FunctionDefinition;

  constructor(name: string, definition: FunctionDefinition, given: readonly unknown[]) {
    const { args, options } = splitOptions(given);
    requireArity(name, definition.arity, args.length);
    super(definition.arrange?.(args) ?? args, options);
    this.definition = definition;
  }

  protected override inferOutput(): Field | undefined {
    const { output } = this.definition;
    if (output === undefined) return super.inferOutput();
    return typeof output === "string" ? fieldOfKind(output) : output(this.args);
  }

  override written(): WrittenExpression {
    const { args, options } = this.writtenArgs();
    return { call: this.constructor, args: [...args, ...options] };
  }

  override sql(compiler: Compiler): Sql {
    return this.definition.render?.(this, compiler) ?? this.renderAs(compiler);
  }

  /** SQL of the call, with other words or arguments where they are given. */
  renderAs(
    compiler: Compiler,
    overrides: Rendering = {},
    args: readonly Expression[] = this.args,
  ): Sql {
    const { definition, options } = this;
    const rendering = {
      ...pick(definition),
      ...definition.vendors?.[compiler.dialect.vendor],
      ...pick(options),
      ...overrides,
    };
    return this.render(compiler, rendering, args);
  }
}

function pick({ function: name, template, argJoiner }: Rendering): Rendering {
  return {
    ...(name === undefined ? {} : { function: name }),
    ...(template === undefined ? {} : { template }),
    ...(argJoiner === undefined ? {} : { argJoiner }),
  };
}

/** The arguments of a call, and the options object at their end. */
export function splitOptions(given: readonly unknown[]): {
  readonly args: readonly Argument[];
  readonly options: FuncOptions;
} {
  const last = given.at(-1);
  return isOptions(last)
    ? { args: given.slice(0, -1) as Argument[], options: last }
    : { args: given as Argument[], options: {} };
}

function isOptions(value: unknown): value is FuncOptions {
  if (typeof value !== "object" || value === null || value instanceof Expression) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function requireArity(name: string, arity: number | undefined, count: number): void {
  if (arity === undefined || count === arity) return;
  throw new InvalidUse(
    `${name}() takes exactly ${arity} ${arity === 1 ? "argument" : "arguments"} (${count} given).`,
  );
}

/**
 * Makes a function from its definition. The result is called with or without `new`, can be registered
 * as a transform when it has a lookup name, and can be subclassed.
 */
export function defineFunction<Factory>(
  name: string,
  definition: FunctionDefinition,
): Factory & DefinedTransform {
  class Defined extends DefinedFunction {
    static readonly lookupName = definition.lookupName ?? "";
    static readonly kind = "transform" as const;

    constructor(...given: readonly unknown[]) {
      super(name, definition, given);
    }
  }
  // The class takes what the precise type of the call says.
  return callable(Defined, name) as unknown as Factory & DefinedTransform;
}

/** What `registerLookup()` needs of a function. */
export interface DefinedTransform {
  readonly lookupName: string;
  readonly kind: "transform";
}
