import { NuagesRangeError } from "../../errors/index.ts";

/** A value cannot be written into a migration. Django: `ValueError`. */
export class CannotSerialize extends NuagesRangeError {
  readonly code = "migrations.cannot_serialize";

  /** A function or class that no module exports under a name that can be imported. */
  static notImportable(what: string, path: string, name: string): CannotSerialize {
    const shown = name === "" ? `a ${what} without a name` : `the ${what} ${name}`;
    return new CannotSerialize(`${place(path)} is ${shown}, which a migration cannot import.`, {
      hint:
        "A migration's file refers to code by its module and name. Declare it at the top level of a module that " +
        "models.ts imports (or of models.ts itself), and export it: export function defaultTitle() { … }. A function of a migration that is squashed only has to be exported.",
      details: { path, name },
    });
  }

  /** A value of a kind that nobody taught the writer. */
  static unknownKind(value: unknown, path: string): CannotSerialize {
    return new CannotSerialize(
      `${place(path)} is ${kindOf(value)}, which cannot be written into a migration.`,
      {
        hint:
          "Give its class a method deconstruct() that returns { type, args }, or teach the writer with " +
          "registerSerializer() of nuages/migrations.",
        details: { path },
      },
    );
  }

  /** A value that contains itself. */
  static endless(path: string): CannotSerialize {
    return new CannotSerialize(`${place(path)} is nested too deeply, or contains itself.`, {
      hint: "Migrations hold plain values: write one without references to itself.",
      details: { path },
    });
  }
}

function place(path: string): string {
  return path === "" ? "The value" : path;
}

function kindOf(value: unknown): string {
  if (typeof value === "symbol") return "a symbol";
  const name = (value as { constructor?: { name?: unknown } } | null)?.constructor?.name;
  return typeof name === "string" && name !== ""
    ? `an instance of ${name}`
    : "an object without a class";
}
