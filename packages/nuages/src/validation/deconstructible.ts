import { equalValues } from "../utils/compare.ts";
import { NotDeconstructible } from "./errors.ts";
import type { Deconstruction } from "./validator.ts";

const ARGUMENTS = new WeakMap<object, readonly unknown[]>();

/** What {@link deconstructible} adds to the instances of a class. */
export interface Deconstructible {
  /** The class and the arguments that make an equal instance. */
  deconstruct(): Deconstruction;
  /** Is `other` of the same class, made with equal arguments? */
  equals(other: unknown): boolean;
}

type AnyConstructor = new (...args: never[]) => object;

/** The class with the instances that {@link deconstructible} makes of it. */
export type DeconstructibleClass<Class extends AnyConstructor> = {
  readonly [Name in keyof Class]: Class[Name];
} & (new (...args: ConstructorParameters<Class>) => InstanceType<Class> & Deconstructible);

/**
 * A class whose instances remember what they were made with, so that migrations can compare them and
 * write them down: validators, functions as objects, values of your own. What the class says itself in
 * `deconstruct()` or `equals()` stays. Django: `@deconstructible`.
 *
 * @example
 * export const MultipleOf = deconstructible(
 *   class MultipleOf {
 *     constructor(factor: number) { this.factor = factor; }
 *     validate(value: unknown) { … }
 *   },
 * );
 */
export function deconstructible<Class extends AnyConstructor>(
  type: Class,
): DeconstructibleClass<Class> {
  const remembering: Class = new Proxy(type, {
    construct(target, args: unknown[], made) {
      const instance = Reflect.construct(target, args, made) as object;
      // A class that extends this one may take other arguments, which nobody sees here.
      if (made === remembering) ARGUMENTS.set(instance, args);
      return instance;
    },
  });
  const { prototype } = type as { readonly prototype: object };
  Object.defineProperty(prototype, "constructor", { value: remembering, configurable: true });
  for (const [name, value] of Object.entries({ deconstruct, equals }))
    if (!Object.hasOwn(prototype, name))
      Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
  // The prototype has what the type adds.
  return remembering as unknown as DeconstructibleClass<Class>;
}

/** @throws NotDeconstructible for a class that extends a deconstructible one and is none itself */
function deconstruct(this: object): Deconstruction {
  const args = ARGUMENTS.get(this);
  if (args === undefined) throw NotDeconstructible.subclass(this.constructor.name);
  return { type: this.constructor as Deconstruction["type"], args };
}

function equals(this: object, other: unknown): boolean {
  if (typeof other !== "object" || other === null) return false;
  if (other.constructor !== this.constructor) return false;
  return equalValues(ARGUMENTS.get(this), ARGUMENTS.get(other)) && ARGUMENTS.has(this);
}
