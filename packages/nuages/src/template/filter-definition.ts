/** What a filter is told besides the value and its argument. */
export interface FilterEnvironment {
  /** Whether the place where the filter stands escapes its output. */
  readonly autoescape: boolean;
}

/**
 * A filter: gets the value, its argument (`undefined` without one) and its environment. May give a
 * promise.
 */
export type FilterFunction<Value = unknown, Argument = unknown> = (
  value: Value,
  argument: Argument,
  environment: FilterEnvironment,
) => unknown;

/** How a filter treats its value. Django: the options of `@register.filter`. */
export interface FilterOptions {
  /** The filter adds nothing that needs escaping: what was safe stays safe. Django: `is_safe`. */
  readonly isSafe?: boolean;
  /** The value arrives as a string. Django: `@stringfilter`. */
  readonly stringFilter?: boolean;
  /** Dates with a time zone arrive in the current one. Django: `expects_localtime`. */
  readonly expectsLocaltime?: boolean;
  /** Querysets arrive as they are; by default they are loaded first. */
  readonly lazy?: boolean;
  /** Whether an argument must or may be written. Default: required when the function has two parameters. */
  readonly argument?: "none" | "optional" | "required";
  /** Literal arguments arrive as `SafeString`, so that a result can be told to need no escaping. */
  readonly safeLiterals?: boolean;
  /** The result is never a promise. Default: false, then each result is looked at. */
  readonly isSync?: boolean;
}

/** A registered filter. */
export interface FilterDefinition extends Required<FilterOptions> {
  readonly name: string;
  readonly apply: FilterFunction;
}
