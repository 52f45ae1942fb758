import { gettextLazy } from "../../i18n/index.ts";
import { RegexValidator, type ValidationMessage } from "../../validation/index.ts";

/** Letters of any script, digits, and `@ . + - _`. Django: `UnicodeUsernameValidator`. */
export class UnicodeUsernameValidator extends RegexValidator {
  static override readonly message: ValidationMessage = gettextLazy(
    "Enter a valid username: letters, digits and @/./+/-/_ only.",
  );

  constructor() {
    super(/^[\p{L}\p{N}\p{M}_.@+-]+$/u);
  }

  protected override args(): readonly unknown[] {
    return [];
  }
}
