import type { CheckMessage } from "../../checks/index.ts";
import {
  MaxLengthValidator,
  URLValidator,
  validateEmail,
  validateSlug,
  validateUnicodeSlug,
  type Validator,
} from "../../validation/index.ts";
import { valueText } from "../../utils/value-text.ts";
import { InvalidValue } from "../errors.ts";
import type { Dialect } from "../sql/dialect.ts";
import { callable } from "../callable.ts";
import { maxLengthFindings } from "./field-checks.ts";
import { Field, type FieldOptions, type ValueKind } from "./field.ts";
import type { CheckedOptions, FieldOf } from "./field-types.ts";
import { describe } from "./integer-fields.ts";

export interface TextOptions extends FieldOptions<string> {
  readonly maxLength?: number;
  /** Collation of the column. */
  readonly dbCollation?: string;
}

/** Plain values as text; objects are refused unless they say how they look as text themselves. */
function asText(value: unknown, label: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "object" && value !== null) {
    const print: unknown = "toString" in value ? value.toString : undefined;
    const own =
      typeof print === "function" &&
      print !== Object.prototype.toString &&
      print !== Array.prototype.toString;
    if (own && !(value instanceof Uint8Array)) return valueText(value);
  } else if (typeof value !== "function" && typeof value !== "symbol") return valueText(value);
  throw new InvalidValue(`${label} expected a text but got ${describe(value)}.`);
}

/** Drivers would store half of a pair of UTF-16 as another character: such a text is refused. */
function wellFormed(text: string, label: string): string {
  if (text.isWellFormed()) return text;
  throw new InvalidValue(`${label} expected a text, but half of a character is in it.`, {
    hint: "The text has a lone surrogate (U+D800 to U+DFFF), which UTF-8 cannot hold. Use text.toWellFormed() to replace it.",
  });
}

class TextFieldBase extends Field<string> {
  // Says which options there are; subclasses take them over.
  // oxlint-disable-next-line no-useless-constructor
  constructor(options: TextOptions = {}) {
    super(options);
  }

  override get kind(): ValueKind {
    return "text";
  }

  override toPython(value: unknown): string | null {
    // Django: lists and the like become the text that they look like; saving them is refused.
    return value === null || value === undefined ? null : valueText(value);
  }

  override getPrepValue(value: unknown): unknown {
    return value === null || value === undefined
      ? null
      : wellFormed(asText(value, this.label), this.label);
  }

  override getDbPrepSave(value: unknown, dialect: Dialect): unknown {
    const plain =
      typeof value === "string" && this.getPrepValue === TextFieldBase.prototype.getPrepValue;
    return plain ? wellFormed(value, this.label) : super.getDbPrepSave(value, dialect);
  }
}

class CharFieldBase extends TextFieldBase {
  override check(): CheckMessage[] {
    return [...super.check(), ...maxLengthFindings(this)];
  }

  protected override defaultValidators(): readonly Validator[] {
    return this.maxLength === undefined ? [] : [new MaxLengthValidator(this.maxLength)];
  }
}

type TextFactory = <const O extends TextOptions = object>(
  options?: O & CheckedOptions<O, TextOptions>,
) => FieldOf<string, O>;

/** A text of any length; `maxLength` counts only in forms. */
export const TextField = callable<TextFactory, typeof TextFieldBase>(TextFieldBase, "TextField");

/** A text of at most `maxLength` characters. */
export const CharField = callable<TextFactory, typeof CharFieldBase>(CharFieldBase, "CharField");

class EmailFieldBase extends CharFieldBase {
  constructor(options: TextOptions = {}) {
    super({ maxLength: 254, ...options });
  }

  override getInternalType(): string {
    return "CharField";
  }

  protected override defaultValidators(): readonly Validator[] {
    return [validateEmail, ...super.defaultValidators()];
  }
}
/** An e-mail address of at most 254 characters. */
export const EmailField = callable<TextFactory, typeof EmailFieldBase>(
  EmailFieldBase,
  "EmailField",
);

class URLFieldBase extends CharFieldBase {
  static override readonly optionDefaults = { maxLength: 200 };

  constructor(options: TextOptions = {}) {
    super({ maxLength: 200, ...options });
  }

  override getInternalType(): string {
    return "CharField";
  }

  protected override defaultValidators(): readonly Validator[] {
    return [new URLValidator(), ...super.defaultValidators()];
  }
}
/** A web address of at most 200 characters. */
export const URLField = callable<TextFactory, typeof URLFieldBase>(URLFieldBase, "URLField");

export interface SlugOptions extends TextOptions {
  /** Takes letters of all languages. Default: false. */
  readonly allowUnicode?: boolean;
}

class SlugFieldBase extends CharFieldBase {
  static override readonly optionDefaults = { maxLength: 50, dbIndex: true, allowUnicode: false };

  constructor(options: SlugOptions = {}) {
    super({ maxLength: 50, dbIndex: true, ...options });
  }

  override getInternalType(): string {
    return "SlugField";
  }

  protected override defaultValidators(): readonly Validator[] {
    const slug = this.options["allowUnicode"] === true ? validateUnicodeSlug : validateSlug;
    return [slug, ...super.defaultValidators()];
  }
}
/** A short name for addresses: letters, digits, hyphens, underscores; indexed. */
export const SlugField = callable<
  <const O extends SlugOptions = object>(
    options?: O & CheckedOptions<O, SlugOptions>,
  ) => FieldOf<string, O>,
  typeof SlugFieldBase
>(SlugFieldBase, "SlugField");
