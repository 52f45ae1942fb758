import { InvalidValue } from "../errors.ts";
import { NO_EMPTY_VALUE, type WrittenExpression } from "./expression.ts";
import { FuncExpression, type Argument, type FuncOptions } from "./func.ts";

/** The first of several expressions that is not NULL. */
export class Coalesce<V = unknown> extends FuncExpression<V, string> {
  static override readonly function = "COALESCE";

  constructor(args: readonly Argument[], options: FuncOptions = {}) {
    if (args.length < 2) throw new InvalidValue("Coalesce must take at least two expressions.");
    super(args, options);
  }

  override written(): WrittenExpression {
    const { args, options } = this.writtenArgs();
    return { call: "Coalesce", args: [...args, ...options] };
  }

  override get emptyResultValue(): unknown {
    for (const source of this.sources()) {
      const value = source.emptyResultValue;
      if (value === NO_EMPTY_VALUE || value !== null) return value;
    }
    return null;
  }
}
