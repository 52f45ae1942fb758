import { inspect } from "node:util";

import { sameError } from "../python-errors.ts";

/** Errors of drivers: which of them a database raises is its own affair. */
const DRIVER_ERRORS: ReadonlySet<string> = new Set([
  "DatabaseError",
  "DataError",
  "OperationalError",
  "ProgrammingError",
]);

/** What stands for them: an error of the database, or a refusal before anything is sent. */
const FITTING = ["DatabaseError", "FieldError", "RangeError"] as const;

function namesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [typeof error];
  const names = [error.name];
  let type = Object.getPrototypeOf(error) as object | null;
  while (type !== null && type !== Error.prototype) {
    const { constructor } = type as { constructor: { name: string } };
    names.push(constructor.name);
    type = Object.getPrototypeOf(type) as object | null;
  }
  return [...new Set(names)];
}

/** What our API threw: its class and those above it. */
export class Failure {
  readonly names: readonly string[];
  readonly error: unknown;

  constructor(error: unknown) {
    this.names = namesOf(error);
    this.error = error;
  }

  /** Whether Django's class named `theirs` has its counterpart here. */
  is(theirs: unknown): boolean {
    if (typeof theirs !== "string") return false;
    if (DRIVER_ERRORS.has(theirs)) return FITTING.some((ours) => this.names.includes(ours));
    if (theirs.endsWith("DoesNotExist") && theirs !== "FieldDoesNotExist")
      return this.names.includes("ObjectDoesNotExist");
    return this.names.some((ours) => sameError(theirs, ours));
  }

  [inspect.custom](): string {
    return `<${this.toString()}>`;
  }

  toString(): string {
    const text = this.error instanceof Error ? this.error.message : String(this.error);
    return `${this.names[0] ?? ""}: ${text}`;
  }
}
