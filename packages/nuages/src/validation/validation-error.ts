import { NuagesError } from "../errors/index.ts";
import { interpolate, LazyText, type MessageParams } from "../i18n/index.ts";
import { equalValues } from "../utils/compare.ts";

/** Key of the errors that belong to no single field. */
export const NON_FIELD_ERRORS = "__all__";

/** A message with Django's placeholders (`%(value)s`), translated now or when it is shown. */
export type ValidationMessage = string | LazyText;

/** What a {@link ValidationError} is made of: a message, other errors, or errors by field. */
export type ValidationErrorSource =
  | ValidationMessage
  | ValidationError
  | readonly ValidationErrorSource[]
  | ReadonlyMap<string, ValidationErrorSource>
  | { readonly [field: string]: ValidationErrorSource };

/** What a single message may carry. */
export interface ValidationErrorOptions {
  /** Kind of the mistake, such as `required` or `max_length`: what programs look at. */
  readonly code?: string;
  /** Values of the placeholders. */
  readonly params?: MessageParams;
}

/** Errors by name of the field, {@link NON_FIELD_ERRORS} for those of none. Has no prototype. */
export type ErrorDict = Record<string, ValidationError[]>;

/** A message as data for programs, with its placeholders filled. */
export interface ErrorData {
  readonly message: string;
  readonly code: string;
}

type Parts =
  | { readonly kind: "single"; readonly message: ValidationMessage }
  | { readonly kind: "list"; readonly errors: readonly ValidationError[] }
  | { readonly kind: "dict"; readonly fields: ErrorDict };

/**
 * Input is not valid. Holds one message, a list of errors, or errors by field; lists within lists
 * are flattened. Django: `ValidationError`.
 *
 * `message` is the whole text in the language of the moment of the throw, for logs; visitors see
 * {@link messages}, translated when they are read.
 *
 * @example
 * throw new ValidationError("%(value)s is no even number.", { code: "odd", params: { value } });
 * throw new ValidationError({ title: "Too short.", year: ["Too early.", "Not a leap year."] });
 */
export class ValidationError extends NuagesError {
  /** Kind of the mistake; empty where none was given, and for lists and dicts. */
  readonly code: string;
  /** Values of the placeholders of a single message. */
  readonly params: MessageParams | undefined;
  readonly #parts: Parts;

  constructor(source: ValidationErrorSource, options: ValidationErrorOptions = {}) {
    const parts = readSource(source);
    const { code, params } = source instanceof ValidationError ? source : options;
    super(summaryOf(parts, params));
    this.#parts = parts;
    const single = parts.kind === "single";
    this.code = single ? (code ?? "") : "";
    this.params = single ? params : undefined;
  }

  /** The message of a single error as it was given, with its placeholders. */
  get rawMessage(): ValidationMessage | undefined {
    return this.#parts.kind === "single" ? this.#parts.message : undefined;
  }

  /** Errors by field; `undefined` when they were not given by field. */
  get errorDict(): ErrorDict | undefined {
    return this.#parts.kind === "dict" ? this.#parts.fields : undefined;
  }

  /** All single errors, those of fields one after another. */
  get errorList(): readonly ValidationError[] {
    switch (this.#parts.kind) {
      case "single":
        return [this];
      case "list":
        return this.#parts.errors;
      case "dict":
        return Object.values(this.#parts.fields).flat();
    }
  }

  /** All messages with their placeholders filled. */
  get messages(): string[] {
    return this.errorList.map((error) => error.#text());
  }

  /** Messages by field; all under {@link NON_FIELD_ERRORS} when they were not given by field. */
  get messageDict(): Record<string, string[]> {
    const dict = emptyDict<string[]>();
    for (const [field, errors] of this.#byField())
      dict[field] = errors.map((error) => error.#text());
    return dict;
  }

  /**
   * Adds the errors to a collection by field and gives it back; those without field go to
   * {@link NON_FIELD_ERRORS}.
   */
  updateErrorDict(errorDict: ErrorDict): ErrorDict {
    for (const [field, errors] of this.#byField()) {
      const known = Object.hasOwn(errorDict, field) ? errorDict[field] : undefined;
      if (known !== undefined) known.push(...errors);
      else setOwn(errorDict, field, [...errors]);
    }
    return errorDict;
  }

  /** Message and code of each error: by field when they were given by field, else a list. */
  getJsonData(): ErrorData[] | Record<string, ErrorData[]> {
    const data = (error: ValidationError): ErrorData => ({
      message: error.#text(),
      code: error.code,
    });
    const { errorDict } = this;
    if (errorDict === undefined) return this.errorList.map(data);
    const dict = emptyDict<ErrorData[]>();
    for (const [field, errors] of Object.entries(errorDict)) dict[field] = errors.map(data);
    return dict;
  }

  toJSON(): ErrorData[] | Record<string, ErrorData[]> {
    return this.getJsonData();
  }

  /** Whether both have the same messages, codes and parameters, in whatever order. */
  equals(other: unknown): boolean {
    if (!(other instanceof ValidationError)) return false;
    const [own, theirs] = [this.errorDict, other.errorDict];
    if (own === undefined || theirs === undefined)
      return own === theirs && sameErrors(this.errorList, other.errorList);
    const fields = Object.keys(own);
    return (
      fields.length === Object.keys(theirs).length &&
      fields.every((field) => sameErrors(own[field] ?? [], theirs[field] ?? []))
    );
  }

  /** The messages; for errors by field, pairs of the field's name and its messages. */
  *[Symbol.iterator](): Generator<string | [field: string, messages: string[]]> {
    if (this.errorDict === undefined) yield* this.messages;
    else yield* Object.entries(this.messageDict);
  }

  #byField(): [field: string, errors: readonly ValidationError[]][] {
    const { errorDict } = this;
    return errorDict === undefined
      ? [[NON_FIELD_ERRORS, this.errorList]]
      : Object.entries(errorDict);
  }

  #text(): string {
    return textOf(this.rawMessage ?? "", this.params);
  }
}

function emptyDict<Value>(): Record<string, Value> {
  return Object.create(null) as Record<string, Value>;
}

/** Sets an own property whatever its name; plain assignment would lose `__proto__`. */
function setOwn(target: ErrorDict, field: string, errors: ValidationError[]): void {
  Object.defineProperty(target, field, {
    value: errors,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}

function textOf(message: ValidationMessage, params: MessageParams | undefined): string {
  const filled = params !== undefined && Object.keys(params).length > 0;
  return filled ? interpolate(message, params) : String(message);
}

function summaryOf(parts: Parts, params: MessageParams | undefined): string {
  switch (parts.kind) {
    case "single":
      return textOf(parts.message, params);
    case "list":
      return parts.errors.map((error) => error.message).join(" ");
    case "dict":
      return Object.entries(parts.fields)
        .map(([field, errors]) => `${field}: ${errors.map((error) => error.message).join(" ")}`)
        .join(" ");
  }
}

function partsOf(error: ValidationError): Parts {
  const { errorDict, rawMessage } = error;
  if (errorDict !== undefined) return { kind: "dict", fields: errorDict };
  if (rawMessage !== undefined) return { kind: "single", message: rawMessage };
  return { kind: "list", errors: error.errorList };
}

function errorsOf(source: ValidationErrorSource): readonly ValidationError[] {
  return (source instanceof ValidationError ? source : new ValidationError(source)).errorList;
}

function readSource(source: ValidationErrorSource): Parts {
  if (source instanceof ValidationError) return partsOf(source);
  if (Array.isArray(source))
    return { kind: "list", errors: (source as ValidationErrorSource[]).flatMap(errorsOf) };
  if (typeof source === "string" || source instanceof LazyText)
    return { kind: "single", message: source };
  const fields = emptyDict<ValidationError[]>();
  const entries = source instanceof Map ? source : Object.entries(source);
  for (const [field, value] of entries as Iterable<[string, ValidationErrorSource]>)
    fields[field] = [...errorsOf(value)];
  return { kind: "dict", fields };
}

function sameError(a: ValidationError, b: ValidationError): boolean {
  return (
    a.code === b.code && equalValues(a.rawMessage, b.rawMessage) && equalValues(a.params, b.params)
  );
}

function sameErrors(a: readonly ValidationError[], b: readonly ValidationError[]): boolean {
  if (a.length !== b.length) return false;
  const rest = [...b];
  return a.every((error) => {
    const index = rest.findIndex((other) => sameError(error, other));
    if (index >= 0) rest.splice(index, 1);
    return index >= 0;
  });
}
