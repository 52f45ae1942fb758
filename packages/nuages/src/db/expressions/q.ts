import { InvalidUse, InvalidValue } from "../errors.ts";
import { Expression } from "./expression.ts";

/** How the children of a condition are joined. */
export type Connector = "AND" | "OR" | "XOR";

/** One lookup: path with lookup name, and the value. */
export interface Leaf {
  readonly path: string;
  readonly value: unknown;
}

/** What a condition holds: lookups, expressions that are true or false, other conditions. */
export type ConditionChild = Leaf | Expression | Condition;

/**
 * A condition that can be joined and turned round: `Q({ a: 1 }).or(Q({ b: 2 }).not())`. The type
 * parameter collects the objects it was made of, so that the queryset checks their paths.
 */
export class Condition<C = unknown> {
  declare readonly "~q": C;
  readonly connector: Connector;
  readonly negated: boolean;
  readonly children: readonly ConditionChild[];

  constructor(children: readonly ConditionChild[], connector: Connector = "AND", negated = false) {
    this.children = children;
    this.connector = connector;
    this.negated = negated;
  }

  /** Both hold. */
  and<D>(other: Condition<D>): Condition<C | D> {
    return join("AND", this, other) as Condition<C | D>;
  }

  /** At least one holds. */
  or<D>(other: Condition<D>): Condition<C | D> {
    return join("OR", this, other) as Condition<C | D>;
  }

  /** Exactly one of the two holds (of several: an odd number). */
  xor<D>(other: Condition<D>): Condition<C | D> {
    return join("XOR", this, other) as Condition<C | D>;
  }

  /** It does not hold. */
  not(): Condition<C> {
    return new Condition<C>([this], "AND", true);
  }

  get isEmpty(): boolean {
    return this.children.length === 0;
  }

  /** Every lookup and expression inside. */
  *flatten(): Generator<Leaf | Expression> {
    for (const child of this.children) {
      if (child instanceof Condition) yield* child.flatten();
      else yield child;
    }
  }
}

export function isCondition(value: unknown): value is Condition {
  return value instanceof Condition;
}

/** Nested deeper than this, conditions are refused: a query from a visitor must not overflow the stack. */
const MAX_DEPTH = 500;

function join(connector: Connector, a: Condition, b: Condition): Condition {
  for (const operand of [a, b]) {
    if (!(operand instanceof Condition))
      throw new InvalidUse(`Only Q() can be combined with Q(), not ${typeof operand}.`);
  }
  if (a.isEmpty) return b;
  if (b.isEmpty) return a;
  const children = (side: Condition): readonly ConditionChild[] =>
    !side.negated && (side.connector === connector || side.children.length === 1)
      ? side.children
      : [side];
  return new Condition([...children(a), ...children(b)], connector);
}

/** Adds the leaves of an object of conditions, in the order of their names, as Django sorts keywords. */
function addLeaves(conditions: object, children: ConditionChild[]): void {
  const paths = Object.keys(conditions);
  if (paths.length > 1) paths.sort();
  for (const path of paths)
    children.push(leaf(path, (conditions as Record<string, unknown>)[path]));
}

/** @throws InvalidValue for undefined, which is nearly always a name that was mistyped elsewhere */
export function leaf(path: string, value: unknown): Leaf {
  if (value !== undefined) return { path, value };
  throw new InvalidValue(`The value for "${path}" is undefined.`, {
    hint: `Leave the condition out where there is no value; rows without one are found by null or ${path}__isnull.`,
  });
}

/** What `Q()` and `filter()` take. */
export type ConditionInput = Condition | Expression | object;

/** One condition that says what all the inputs say together. */
export function toCondition(
  inputs: readonly ConditionInput[],
  connector: Connector = "AND",
): Condition {
  const children: ConditionChild[] = [];
  for (const input of inputs) {
    if (input instanceof Condition || input instanceof Expression) {
      children.push(input);
      continue;
    }
    if (typeof input !== "object" || input === null || Array.isArray(input)) {
      throw new InvalidUse(
        `A condition is an object of lookups, a Q() or an expression, not ${input === null ? "null" : typeof input}.`,
      );
    }
    addLeaves(input, children);
  }
  const condition = new Condition(children, connector);
  assertDepth(condition, 0);
  return condition;
}

/** A condition as it is, anything else as a condition of it. */
export function asCondition(input: ConditionInput): Condition {
  return input instanceof Condition ? input : toCondition([input]);
}

function assertDepth(condition: Condition, depth: number): void {
  if (depth > MAX_DEPTH)
    throw new InvalidValue(`Conditions are nested deeper than ${MAX_DEPTH} levels.`);
  for (const child of condition.children)
    if (child instanceof Condition) assertDepth(child, depth + 1);
}

/**
 * A condition as a value: `Q({ title: "a" })`. Checked against the model where it is used.
 *
 * @example
 * Book.objects.filter(Q({ title: "a" }).or(Q({ pages__gte: 300 }).not()));
 */
export function Q<const C extends object>(conditions: C): Condition<C>;
export function Q(...conditions: ConditionInput[]): Condition;
export function Q(...conditions: ConditionInput[]): Condition {
  return toCondition(conditions);
}

/** All of `conditions` hold. */
export function and<const A extends readonly Condition[]>(
  ...conditions: A
): Condition<Conditioned<A[number]>> {
  return joined("AND", conditions) as Condition<Conditioned<A[number]>>;
}

/** At least one of `conditions` holds. */
export function or<const A extends readonly Condition[]>(
  ...conditions: A
): Condition<Conditioned<A[number]>> {
  return joined("OR", conditions) as Condition<Conditioned<A[number]>>;
}

/** What a condition was made of. */
type Conditioned<C> = C extends Condition<infer Inner> ? Inner : never;

function joined(connector: Connector, conditions: readonly Condition[]): Condition {
  return conditions.reduce((all, next) => join(connector, all, next), new Condition([]));
}

/** `condition` does not hold. */
export function not<C>(condition: Condition<C>): Condition<C> {
  return condition.not();
}
