import { DECLARATION, type Declaration } from "./declaration.ts";
import { plainManager } from "./managers.ts";
import { declarationOf } from "./meta-of.ts";
import { mixIn } from "./mix-in.ts";
import { ModelBase } from "./model-base.ts";
import type { ModelClass } from "./model-class.ts";
import type { ModelOptions } from "./options.ts";

/** What no class takes over from another. */
const NOT_MIXED: ReadonlySet<PropertyKey> = new Set([
  "constructor",
  "prototype",
  "name",
  "length",
  DECLARATION,
]);

/** The class that a model extends: holds its declaration, and what its bases bring along. */
export function makeBase(
  fields: Declaration["fields"],
  options: ModelOptions,
  bases: readonly ModelClass[],
  origin: Pick<Declaration, "services" | "autoCreatedBy" | "registry">,
): ModelClass {
  const [first] = bases;
  const parent = (first ?? ModelBase) as unknown as new (values?: object) => object;
  const base = class extends parent {};
  Object.defineProperty(base, "name", { value: "Model" });
  mixIn(
    base.prototype,
    bases.map((one) => one.prototype),
    { stop: ModelBase.prototype, skip: NOT_MIXED },
  );
  mixIn(base, bases, { stop: ModelBase, skip: NOT_MIXED });
  const declaration: Declaration = { fields, options, bases, ...origin };
  Object.defineProperty(base, DECLARATION, { value: declaration });
  if (bases.some((one) => !isAbstract(one)) && !Object.hasOwn(base, "objects")) {
    // Managers of a parent with a table are not inherited.
    Object.defineProperty(base, "objects", {
      configurable: true,
      get(this: ModelClass) {
        return plainManager(this.meta);
      },
    });
  }
  return base as unknown as ModelClass;
}

function isAbstract(cls: ModelClass): boolean {
  return declarationOf(cls).options.abstract === true;
}
