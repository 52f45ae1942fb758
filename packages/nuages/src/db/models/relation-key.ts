import type { Field } from "../fields/field.ts";

type Attributes = Readonly<Record<string, unknown>>;

/** Values of several columns as one key that a map finds again; null where one is missing. */
function joined(instance: object, fields: readonly Field[]): string | null {
  const values = fields.map(({ attname }) => (instance as Attributes)[attname] ?? null);
  return values.includes(null) ? null : JSON.stringify(values.map(String));
}

/** Reads the key by which an instance points at another through `field`: the value of its column, or of its columns together. */
export function relationKeyOf(field: Field): (instance: object) => unknown {
  if (field.column !== undefined) {
    const { attname } = field;
    return (instance) => (instance as Attributes)[attname];
  }
  const fields = (field.relation?.steps[0]?.columns ?? []).map(({ from }) => from);
  return (instance) => joined(instance, fields);
}

/** The key by which an instance points at another through `field`. */
export function relationKey(instance: object, field: Field): unknown {
  if (field.column !== undefined) return (instance as Attributes)[field.attname];
  return relationKeyOf(field)(instance);
}

/** Reads the same key of the object that is pointed at. */
export function pointedKeyOf(field: Field): (object: object) => unknown {
  const fields = (field.relation?.steps[0]?.columns ?? []).map(({ to }) => to);
  const [only] = fields;
  if (only === undefined || fields.length > 1) return (object) => joined(object, fields);
  const { attname } = only;
  return (object) => (object as Attributes)[attname];
}
