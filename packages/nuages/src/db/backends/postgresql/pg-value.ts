import { inspect } from "node:util";

/** Numbers by which PostgreSQL knows its types. */
export const OID = {
  unknown: 0,
  bool: 16,
  bytea: 17,
  int8: 20,
  int2: 21,
  int4: 23,
  text: 25,
  oid: 26,
  json: 114,
  float4: 700,
  float8: 701,
  date: 1082,
  time: 1083,
  timestamp: 1114,
  timestamptz: 1184,
  interval: 1186,
  timetz: 1266,
  numeric: 1700,
  uuid: 2950,
  jsonb: 3802,
} as const;

/** A value as text with its type: where PostgreSQL could not tell the type from the statement. */
export class PgValue {
  readonly text: string;
  readonly oid: number;

  constructor(text: string, oid: number) {
    this.text = text;
    this.oid = oid;
  }

  toString(): string {
    return this.text;
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

const MAX_INT4 = 2_147_483_647;
const MAX_INT8 = 2n ** 63n - 1n;

function integerOid(value: number | bigint): number {
  if (value >= -MAX_INT4 - 1 && value <= MAX_INT4) return OID.int4;
  return value >= -MAX_INT8 - 1n && value <= MAX_INT8 ? OID.int8 : OID.numeric;
}

/** The type that a parameter is sent with; 0 leaves it to the server, which takes texts for what is needed. */
export function oidOf(value: unknown): number {
  switch (typeof value) {
    case "number":
      return Number.isInteger(value) ? integerOid(value) : OID.float8;
    case "bigint":
      return integerOid(value);
    case "boolean":
      return OID.bool;
    default:
      if (value instanceof PgValue) return value.oid;
      return value instanceof Uint8Array ? OID.bytea : OID.unknown;
  }
}
