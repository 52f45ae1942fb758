import { didYouMean, NuagesError } from "../../errors/index.ts";
import type { ModelKey } from "./references.ts";

/** An operation names a model, field, index or constraint that its app does not have at that point. */
export class StateError extends NuagesError {
  readonly code = "migrations.state";

  static model(key: ModelKey, known: Iterable<string>): StateError {
    return new StateError(`There is no model ${key} at this point of the migrations.`, {
      hint: didYouMean(key, known, { label: "Models" }),
      details: { model: key },
    });
  }

  static part(
    kind: "field" | "index" | "constraint",
    name: string,
    { key, known }: { readonly key: ModelKey; readonly known: Iterable<string> },
  ): StateError {
    return new StateError(
      `The model ${key} has no ${kind} named "${name}" at this point of the migrations.`,
      { hint: didYouMean(name, known), details: { model: key, [kind]: name } },
    );
  }

  /** Something is added under a name that is taken. */
  static taken(what: string, key: ModelKey): StateError {
    return new StateError(`${what} is there already at this point of the migrations of ${key}.`, {
      hint: "Is the operation in two migrations, or does a dependency lack?",
      details: { model: key },
    });
  }

  static unnamedIndex(key: ModelKey): StateError {
    return new StateError(`An index of ${key} in a migration has no name.`, {
      hint: "Indexes in migrations must be named: new models.Index({ name, fields }).",
      details: { model: key },
    });
  }
}

/** The bases of a historical model are not there, or are each other's. Django: `InvalidBasesError`. */
export class InvalidBasesError extends NuagesError {
  readonly code = "migrations.invalid_bases";

  static missing(key: ModelKey, base: ModelKey): InvalidBasesError {
    return new InvalidBasesError(`${key} has the base ${base}, which no migration makes.`, {
      hint: "An app with migrations cannot inherit from an app without: run makemigrations for that app first.",
      details: { model: key, base },
    });
  }

  static circle(key: ModelKey): InvalidBasesError {
    return new InvalidBasesError(`${key} is a base of itself.`, {
      hint: "Correct the bases in its CreateModel operation.",
      details: { model: key },
    });
  }
}
