import { NuagesError } from "../../errors/index.ts";
import type { FieldQuestion } from "./questioner.ts";

function label({ appLabel, modelName, name }: FieldQuestion): string {
  return `${appLabel}.${modelName}.${name}`;
}

/** A question had no answer: nobody could be asked, or the developer left. Commands end with status 3. */
export class UnansweredQuestion extends NuagesError {
  readonly code = "migrations.unanswered_question";

  /** Nobody can be asked for the value of a new column. */
  static newColumn(question: FieldQuestion): UnansweredQuestion {
    const { modelName, name } = question;
    return new UnansweredQuestion(
      `The new field ${label(question)} may not be null and has no default: which value do the rows get that are there?`,
      {
        hint: `Give the field a default or null: true; run makemigrations where it can ask; or write the value into migrations/_hints.ts: defineMigrationHints({ values: { ${modelName}: { ${name}: … } } }).`,
        details: { field: label(question) },
      },
    );
  }

  /** The developer wants to change the models first. */
  static left(what: string): UnansweredQuestion {
    return new UnansweredQuestion(`Nothing was written: ${what}.`, {
      hint: "Run makemigrations again afterwards.",
    });
  }

  /** The input ended in the middle of a question. */
  static inputEnded(question: string): UnansweredQuestion {
    return new UnansweredQuestion(`The input ended, and this was not answered: ${question}`, {
      hint: "Run the command in a terminal, or with --no-input.",
    });
  }
}

/** A typed value that is no expression, or failed. */
export class InvalidTypedValue extends NuagesError {
  readonly code = "migrations.invalid_typed_value";

  static failed(cause: unknown): InvalidTypedValue {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    return new InvalidTypedValue(`That is no value (${reason}).`, {
      hint: 'Type an expression: "text", 0, true, new Decimal("9.90"), Temporal.PlainDate.from("2026-01-31").',
      cause,
    });
  }

  static undefinedValue(): InvalidTypedValue {
    return new InvalidTypedValue("That gives undefined, which no row can hold.", {
      hint: "Type a value; null where the field may be null.",
    });
  }
}

/** Hints for makemigrations that cannot be meant. */
export class InvalidMigrationHints extends NuagesError {
  readonly code = "migrations.invalid_hints";

  static shape(where: string): InvalidMigrationHints {
    return new InvalidMigrationHints(`${where} is no object.`, {
      hint: 'Write: defineMigrationHints({ models: { Writer: "Author" }, fields: { Author: { name: "fullName" } } }).',
    });
  }

  static twice(where: string, name: string): InvalidMigrationHints {
    return new InvalidMigrationHints(`${where} renames two to "${name}".`, {
      hint: "Hints lead from old names to new ones; a new name comes from one old.",
    });
  }
}
