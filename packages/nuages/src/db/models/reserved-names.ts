import { InvalidUse } from "../errors.ts";

/** Attributes of every instance: a field of that name would hide them, and a `then` would make rows look like promises. */
const RESERVED: ReadonlySet<string> = new Set([
  "then",
  "save",
  "delete",
  "pk",
  "objects",
  "meta",
  "constructor",
  "prototype",
  "__proto__",
  "equals",
  "toJSON",
  "toString",
  "valueOf",
  "refreshFromDb",
  "fullClean",
  "clean",
  "cleanFields",
  "validateUnique",
  "validateConstraints",
  "hasOwnProperty",
  "isPrototypeOf",
  "propertyIsEnumerable",
  "toLocaleString",
]);

/** Does every instance, or every object, have an attribute of that name? */
export function isReservedName(name: string): boolean {
  return RESERVED.has(name) || name in Object.prototype;
}

const IDENTIFIER = /^[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*$/;

/** Can a field be called that? */
export function isFieldName(name: string): boolean {
  return !RESERVED.has(name) && IDENTIFIER.test(name);
}

/** @throws InvalidUse for a field name that cannot be an attribute and a part of a path */
export function refuseFieldName(model: string, name: string): void {
  if (name === "_order") return;
  if (RESERVED.has(name) && name !== "pk") {
    throw new InvalidUse(
      `${model}: "${name}" is a reserved word that cannot be used as a field name (fields.E003).`,
      {
        hint: "Every instance has an attribute of that name. Choose another name, and { dbColumn } for the column.",
      },
    );
  }
  if (!IDENTIFIER.test(name)) {
    throw new InvalidUse(
      `${model}: "${name}" cannot be a field name: it has to be letters and digits, without "__" and without an underscore at the end (fields.E001, fields.E002).`,
      { hint: "Choose another name, and { dbColumn } for the column." },
    );
  }
}
