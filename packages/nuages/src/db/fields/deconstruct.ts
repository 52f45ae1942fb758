import type { Deconstructed, Field } from "./field.ts";

/** What fields are without options. */
const COMMON: Readonly<Record<string, unknown>> = {
  null: false,
  blank: false,
  unique: false,
  primaryKey: false,
  dbIndex: false,
  editable: true,
  serialize: true,
  autoCreated: false,
  helpText: "",
};

const DEFAULTS = new WeakMap<object, Readonly<Record<string, unknown>>>();

/** Options that a class of fields has when none are given: its own, those of its bases, those of all fields. */
function defaultsOf(type: object): Readonly<Record<string, unknown>> {
  let defaults = DEFAULTS.get(type);
  if (defaults === undefined) {
    const base = Object.getPrototypeOf(type) as object | null;
    const inherited = typeof base === "function" && base.name !== "" ? defaultsOf(base) : COMMON;
    const own = Object.hasOwn(type, "optionDefaults")
      ? (type as { readonly optionDefaults: Readonly<Record<string, unknown>> }).optionDefaults
      : {};
    defaults = { ...inherited, ...own };
    DEFAULTS.set(type, defaults);
  }
  return defaults;
}

/** An option in the one form that migrations know. */
function plainOption(field: Field, name: string, value: unknown): unknown {
  if (name === "verboseName" || name === "helpText") return String(value);
  if (name === "choices" && (typeof value !== "function" || "choices" in value))
    return field.choices;
  return value;
}

function isEmptyList(name: string, value: unknown): boolean {
  return name === "validators" && Array.isArray(value) && value.length === 0;
}

/** The field as a call of its class, without the options that it would have anyway. */
export function deconstructField(field: Field): Deconstructed {
  const defaults = defaultsOf(field.constructor);
  const options: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(field.options)) {
    if (given === undefined || isEmptyList(name, given)) continue;
    const value = plainOption(field, name, given);
    if (!(name in defaults) || defaults[name] !== value) options[name] = value;
  }
  return { name: field.name, type: field.constructor.name, args: [], options };
}
