import { error, warning, type CheckMessage } from "../../checks/index.ts";
import { flattenChoices, type Choice } from "./choices.ts";
import type { Field } from "./field.ts";

/** What is wrong with the options that every field has. Django's `fields.E004` to `E009`. */
export function commonFindings(field: Field): CheckMessage[] {
  return [
    ...choicesFindings(field),
    ...indexFindings(field),
    ...keyFindings(field),
    ...validatorFindings(field),
  ];
}

function choicesFindings(field: Field): CheckMessage[] {
  const given: unknown = field.options.choices;
  if (given === undefined) return [];
  if (typeof given === "string" || (typeof given !== "object" && typeof given !== "function")) {
    const msg = "'choices' must be an object, a list, an enumeration or a function.";
    return [error({ id: "fields.E004", msg, obj: field })];
  }
  const isPair = (entry: unknown): boolean => Array.isArray(entry) && entry.length === 2;
  if (Array.isArray(given) && !given.every(isPair)) {
    const msg =
      "'choices' must be a mapping of actual values to human readable names or an iterable " +
      "containing (actual value, human readable name) tuples.";
    return [error({ id: "fields.E005", msg, obj: field })];
  }
  return longestChoiceFindings(field, field.choices ?? []);
}

function longestChoiceFindings(field: Field, choices: readonly Choice[]): CheckMessage[] {
  const { maxLength } = field;
  if (maxLength === undefined) return [];
  const lengths = flattenChoices(choices).map(([value]) =>
    typeof value === "string" ? Array.from(value).length : 0,
  );
  const longest = Math.max(0, ...lengths);
  if (longest <= maxLength) return [];
  const msg = `'maxLength' is too small to fit the longest value in 'choices' (${longest} characters).`;
  return [error({ id: "fields.E009", msg, obj: field })];
}

function indexFindings(field: Field): CheckMessage[] {
  const given: unknown = field.options.dbIndex;
  if (given === undefined || typeof given === "boolean") return [];
  return [error({ id: "fields.E006", msg: "'dbIndex' must be true or false.", obj: field })];
}

function keyFindings(field: Field): CheckMessage[] {
  if (!field.primaryKey || !field.null) return [];
  return [
    error({
      id: "fields.E007",
      msg: "Primary keys must not have null: true.",
      hint: "Set null: false on the field, or remove the option primaryKey: true.",
      obj: field,
    }),
  ];
}

function validatorFindings(field: Field): CheckMessage[] {
  const validators: readonly unknown[] = field.options.validators ?? [];
  return validators.flatMap((validator, index) => {
    const isValidator =
      typeof validator === "function" ||
      (typeof validator === "object" &&
        validator !== null &&
        "validate" in validator &&
        typeof validator.validate === "function");
    if (isValidator) return [];
    return [
      error({
        id: "fields.E008",
        msg: "All 'validators' must be callable.",
        hint: `validators[${index}] isn't a function or instance of a validator class.`,
        obj: field,
      }),
    ];
  });
}

/** `fields.E121`: a length has to be a number from 1. */
export function maxLengthFindings(field: Field): CheckMessage[] {
  const given = field.options["maxLength"];
  if (given === undefined || given === null || isWhole(given, 1)) return [];
  const msg = "'maxLength' must be a positive integer.";
  return [error({ id: "fields.E121", msg, obj: field })];
}

/** `fields.W122`: numbers have no length. */
export function ignoredLengthFindings(field: Field): CheckMessage[] {
  if (field.options["maxLength"] === undefined) return [];
  return [
    warning({
      id: "fields.W122",
      msg: `'maxLength' is ignored when used with ${field.constructor.name}.`,
      hint: "Remove 'maxLength' from field",
      obj: field,
    }),
  ];
}

/** `fields.E130` to `E134`: how many digits a decimal has. */
export function digitsFindings(field: Field): CheckMessage[] {
  const { decimalPlaces, maxDigits } = field.options;
  const finding = (id: string, msg: string): CheckMessage => error({ id, msg, obj: field });
  const found: CheckMessage[] = [];
  if (decimalPlaces === undefined)
    found.push(finding("fields.E130", "DecimalFields must define a 'decimalPlaces' attribute."));
  else if (!isWhole(decimalPlaces, 0))
    found.push(finding("fields.E131", "'decimalPlaces' must be a non-negative integer."));
  if (maxDigits === undefined)
    found.push(finding("fields.E132", "DecimalFields must define a 'maxDigits' attribute."));
  else if (!isWhole(maxDigits, 1))
    found.push(finding("fields.E133", "'maxDigits' must be a positive integer."));
  if (found.length === 0 && Number(decimalPlaces) > Number(maxDigits)) {
    const msg = "'maxDigits' must be greater or equal to 'decimalPlaces'.";
    found.push(finding("fields.E134", msg));
  }
  return found;
}

/** `fields.E150`: an empty address is stored as NULL. */
export function blankAddressFindings(field: Field): CheckMessage[] {
  if (field.null || !field.blank) return [];
  const msg =
    "GenericIPAddressFields cannot have blank: true if null: false, as blank values are stored as nulls.";
  return [error({ id: "fields.E150", msg, obj: field })];
}

/** `fields.W161`: a moment that was "now" when the program started. */
export function fixedMomentFindings(field: Field, age: number | undefined): CheckMessage[] {
  if (age === undefined || Math.abs(age) > 10_000) return [];
  return [
    warning({
      id: "fields.W161",
      msg: "Fixed default value provided.",
      hint:
        "It seems you set a fixed date / time / datetime value as default for this field. This may " +
        "not be what you want. If you want to have the current date as default, give a function: " +
        "default: now, of nuages/i18n.",
      obj: field,
    }),
  ];
}

/** `fields.E010`: one object that all instances would share. */
export function sharedDefaultFindings(field: Field): CheckMessage[] {
  const given: unknown = field.options.default;
  if (typeof given !== "object" || given === null) return [];
  const [wanted, wrong] = Array.isArray(given) ? ["() => []", "[]"] : ["() => ({})", "{}"];
  return [
    warning({
      id: "fields.E010",
      msg:
        `${field.constructor.name} default should be a callable instead of an instance so that ` +
        "it's not shared between all field instances.",
      hint: `Use a callable instead, e.g., use \`${wanted}\` instead of \`${wrong}\`.`,
      obj: field,
    }),
  ];
}

/** `fields.E170`: bytes are no text. */
export function textDefaultFindings(field: Field): CheckMessage[] {
  if (typeof field.options.default !== "string") return [];
  const msg = "BinaryField's default cannot be a string. Use bytes content instead.";
  return [error({ id: "fields.E170", msg, obj: field })];
}

function isWhole(value: unknown, least: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= least;
}
