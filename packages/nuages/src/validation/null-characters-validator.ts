import { gettextLazy } from "../i18n/index.ts";
import { valueText } from "../utils/value-text.ts";
import { MessageValidator } from "./message-validator.ts";
import type { ValidationMessage } from "./validation-error.ts";

/** Refuses texts with a NUL character, which databases and file systems cannot hold. */
export class ProhibitNullCharactersValidator extends MessageValidator {
  static override readonly message: ValidationMessage = gettextLazy(
    "Null characters are not allowed.",
  );
  static override readonly code: string = "null_characters_not_allowed";

  validate(value: unknown): void {
    if (valueText(value).includes("\0")) this.fail({ value });
  }
}
