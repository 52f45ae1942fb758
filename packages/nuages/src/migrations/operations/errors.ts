import { NuagesError } from "../../errors/index.ts";

/** An operation of a migration was written in a way that cannot work. */
export class InvalidOperation extends NuagesError {
  readonly code = "migrations.invalid_operation";

  static renameIndex(newName: string, given: "both" | "neither"): InvalidOperation {
    return new InvalidOperation(
      `RenameIndex to "${newName}" was given ${given} of oldName and oldFields.`,
      { hint: "Give oldName, or oldFields for an index of indexTogether." },
    );
  }

  static noCode(name: string, expected: string): InvalidOperation {
    return new InvalidOperation(`${name} needs ${expected}.`, {
      hint: `It is the first argument: migrations.${name}(…).`,
    });
  }

  static sqlForm(): InvalidOperation {
    return new InvalidOperation("RunSQL was given something that is no statement.", {
      hint: 'Give a text, a list of texts, or in the list [text, parameters]: ["UPDATE book SET pages = %s", [1]].',
    });
  }

  static notValid(constraint: string): InvalidOperation {
    return new InvalidOperation(
      `AddConstraintNotValid takes conditions, and "${constraint}" is none.`,
      { hint: "Give it a models.CheckConstraint; add others with AddConstraint." },
    );
  }

  static oneWay(name: string): InvalidOperation {
    return new InvalidOperation(`This ${name} cannot be reversed.`, {
      hint: `Give it ${name === "RunSQL" ? "reverseSql" : "reverseCode"}; ${name}.noop when there is nothing to undo.`,
    });
  }
}
