import type { CheckMessage } from "../../checks/index.ts";
import { Buffer } from "node:buffer";

import {
  MaxLengthValidator,
  ipAddressValidators,
  type IpProtocol,
  type Validator,
} from "../../validation/index.ts";
import { Decimal } from "../../utils/decimal.ts";
import { valueText } from "../../utils/value-text.ts";
import { InvalidValue } from "../errors.ts";
import { callable } from "../callable.ts";
import {
  blankAddressFindings,
  sharedDefaultFindings,
  textDefaultFindings,
} from "./field-checks.ts";
import { Field, type Deconstructed, type FieldOptions, type ValueKind } from "./field.ts";
import type { CheckedOptions, FieldOf } from "./field-types.ts";
import { describe } from "./integer-fields.ts";

const UUID = /^[0-9a-f]{32}$/;

/** A UUID in its usual spelling (lower case, with dashes); undefined when the text is none. */
export function normalizeUuid(text: string): string | undefined {
  if (text.length > 60) return undefined;
  const hex = text
    .replace(/^urn:uuid:/i, "")
    .replaceAll(/[-{}]/g, "")
    .toLowerCase();
  if (!UUID.test(hex)) return undefined;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

class UUIDFieldBase extends Field<string> {
  override get kind(): ValueKind {
    return "uuid";
  }

  static override readonly messages: Readonly<Record<string, string>> = {
    invalid: "“%(value)s” is not a valid UUID.",
  };

  override get emptyStringsAllowed(): boolean {
    return false;
  }

  override toPython(value: unknown): string | null {
    if (value === null || value === undefined) return null;
    const uuid = typeof value === "string" ? normalizeUuid(value) : uuidOfInteger(value);
    return uuid ?? this.fail("invalid", { value });
  }

  override getPrepValue(value: unknown): unknown {
    return this.toPython(value);
  }
}

function uuidOfInteger(value: unknown): string | undefined {
  const isWhole = Number.isSafeInteger(value) || typeof value === "boolean";
  const whole = isWhole ? BigInt(value as number | boolean) : value;
  if (typeof whole !== "bigint" || whole < 0n || whole >= 2n ** 128n) return undefined;
  return normalizeUuid(whole.toString(16).padStart(32, "0"));
}

/** A universally unique identifier, as text with dashes. */
export const UUIDField = callable<
  <const O extends FieldOptions<string> = object>(
    options?: O & CheckedOptions<O, FieldOptions<string>>,
  ) => FieldOf<string, O>,
  typeof UUIDFieldBase
>(UUIDFieldBase, "UUIDField");

export interface JSONOptions<V = unknown> extends FieldOptions<V> {
  /** `replacer` of `JSON.stringify`, for values that JSON does not know. */
  readonly encoder?: (this: unknown, key: string, value: unknown) => unknown;
  /** `reviver` of `JSON.parse`. */
  readonly decoder?: (this: unknown, key: string, value: unknown) => unknown;
  /** A Standard Schema (zod, valibot, arktype …): gives the attribute its type and is asked when validating. */
  readonly schema?: StandardSchema<V>;
}

/** The part of a Standard Schema that a field asks. */
export interface StandardSchema<V> {
  readonly "~standard": {
    readonly validate: (value: unknown) => unknown;
    readonly types?: { readonly input: unknown; readonly output: V } | undefined;
  };
}

/**
 * JSON text in the spelling of Python's `json.dumps`: a blank after each comma and colon, other
 * than ASCII as `\uXXXX`. A database that both write has one spelling.
 */
export function jsonText(value: unknown, encoder?: JSONOptions["encoder"]): string {
  const plain = JSON.stringify(
    value,
    encoder === undefined
      ? undefined
      : (key, inner: unknown) => encoder.call(undefined, key, inner),
  );
  if (plain === undefined) throw new InvalidValue(`${describe(value)} has no form in JSON.`);
  return respell(plain);
}

const OUTSIDE_STRING = /"(?:[^"\\]|\\.)*"|[,:]|[^",:]+/g;

function respell(json: string): string {
  return json.replaceAll(OUTSIDE_STRING, (token) => {
    if (token === "," || token === ":") return `${token} `;
    if (!token.startsWith('"')) return token;
    return token.replaceAll(
      /[\u007f-\uffff]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  });
}

/** Values that JSON only knows as text. */
function isMoment(value: unknown): boolean {
  return (
    value instanceof Date ||
    value instanceof Decimal ||
    (typeof value === "object" &&
      value !== null &&
      Object.prototype.toString.call(value).startsWith("[object Temporal."))
  );
}

class JSONFieldBase extends Field<unknown> {
  // Says which options there are; subclasses take them over.
  // oxlint-disable-next-line no-useless-constructor
  constructor(options: JSONOptions = {}) {
    super(options);
  }

  override get kind(): ValueKind {
    return "json";
  }

  static override readonly messages: Readonly<Record<string, string>> = {
    invalid: "Value must be valid JSON.",
  };

  override get emptyStringsAllowed(): boolean {
    return false;
  }

  get encoder(): JSONOptions["encoder"] {
    return this.options["encoder"] as JSONOptions["encoder"];
  }

  get decoder(): JSONOptions["decoder"] {
    return this.options["decoder"] as JSONOptions["decoder"];
  }

  override check(): CheckMessage[] {
    return [...super.check(), ...sharedDefaultFindings(this)];
  }

  /** The schema says what the program takes; the column is the same with any. */
  override deconstruct(): Deconstructed {
    const { options, ...rest } = super.deconstruct();
    const { schema: _, ...others } = options;
    return { ...rest, options: others };
  }

  override getDbPrepSave(value: unknown, dialect: Parameters<Field["getDbPrepSave"]>[1]): unknown {
    return value === null || value === undefined ? null : this.getDbPrepValue(value, dialect);
  }

  override validate(value: unknown, instance?: object): void {
    super.validate(value, instance);
    // It would come back as a text.
    if (this.encoder === undefined && isMoment(value)) this.fail("invalid", { value });
    try {
      jsonText(value ?? null, this.encoder);
    } catch {
      this.fail("invalid", { value });
    }
  }

  override valueToString(instance: object): string {
    return jsonText(this.valueFromObject(instance), this.encoder);
  }
}

type JSONFactory = {
  <V, const O extends FieldOptions<V> = object>(
    options: O & { readonly schema: StandardSchema<V> } & CheckedOptions<O, JSONOptions<V>>,
  ): FieldOf<V, O>;
  <V = unknown, const O extends JSONOptions<V> = object>(
    options?: O & CheckedOptions<O, JSONOptions<V>>,
  ): FieldOf<V, O>;
};

/** Any value that JSON can hold. SQL NULL and JSON's null are two: see the guide. */
export const JSONField = callable<JSONFactory, typeof JSONFieldBase>(JSONFieldBase, "JSONField");

export interface BinaryOptions extends FieldOptions<Uint8Array> {
  readonly maxLength?: number;
}

/** Characters that count for nothing in base 64. */
const NOT_BASE64 = /[^A-Za-z0-9+/=]/g;

class BinaryFieldBase extends Field<Uint8Array> {
  static override readonly optionDefaults = { editable: false };

  override get kind(): ValueKind {
    return "binary";
  }

  constructor(options: BinaryOptions = {}) {
    super({ editable: false, ...options });
  }

  override check(): CheckMessage[] {
    return [...super.check(), ...textDefaultFindings(this)];
  }

  override getDefault(): unknown {
    return this.hasDefault ? super.getDefault() : this.null ? null : new Uint8Array();
  }

  override isEmpty(value: unknown): boolean {
    return value instanceof Uint8Array ? value.length === 0 : super.isEmpty(value);
  }

  /** Bytes; a text is read as base64, as in fixtures. */
  override toPython(value: unknown): Uint8Array | null {
    if (value === null || value === undefined) return null;
    if (value instanceof Uint8Array) return value;
    if (typeof value === "string") {
      return new Uint8Array(Buffer.from(value.replaceAll(NOT_BASE64, ""), "base64"));
    }
    // Other values are refused when they are saved.
    return value as Uint8Array;
  }

  override getPrepValue(value: unknown): unknown {
    if (value === null || value === undefined || value instanceof Uint8Array) return value ?? null;
    if (value instanceof ArrayBuffer) return new Uint8Array(value);
    throw new InvalidValue(`${this.label} expected bytes but got ${describe(value)}.`);
  }

  override valueToString(instance: object): string {
    const value = this.valueFromObject(instance);
    return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : "";
  }

  protected override defaultValidators(): readonly Validator[] {
    return this.maxLength === undefined ? [] : [new MaxLengthValidator(this.maxLength)];
  }
}

/** Bytes. */
export const BinaryField = callable<
  <const O extends BinaryOptions = object>(
    options?: O & CheckedOptions<O, BinaryOptions>,
  ) => FieldOf<Uint8Array, O>,
  typeof BinaryFieldBase
>(BinaryFieldBase, "BinaryField");

export interface AddressOptions extends FieldOptions<string> {
  /** Default: `both`. */
  readonly protocol?: "both" | "IPv4" | "IPv6" | "ipv4" | "ipv6";
  /** Stores `::ffff:10.0.0.1` as `10.0.0.1`; only with `protocol: "both"`. */
  readonly unpackIpv4?: boolean;
}

class GenericIPAddressFieldBase extends Field<string> {
  // oxlint-disable-next-line no-useless-constructor
  constructor(options: AddressOptions = {}) {
    super(options);
  }

  static override readonly optionDefaults = { protocol: "both", unpackIpv4: false };

  override get kind(): ValueKind {
    return "ip";
  }

  static override readonly messages: Readonly<Record<string, string>> = {
    invalid: "Enter a valid %(protocol)s address.",
  };

  override get emptyStringsAllowed(): boolean {
    return false;
  }

  get protocol(): IpProtocol {
    const given = String(this.options["protocol"] ?? "both").toLowerCase();
    return given === "ipv4" || given === "ipv6" ? given : "both";
  }

  override get maxLength(): number {
    return 39;
  }

  override check(): CheckMessage[] {
    return [...super.check(), ...blankAddressFindings(this)];
  }

  override toPython(value: unknown): string | null {
    if (value === null || value === undefined) return null;
    const text = valueText(value).trim();
    if (!text.includes(":")) return text;
    const clean = normalizeIpv6(text, this.options["unpackIpv4"] === true);
    return clean ?? this.fail("invalid", { protocol: "IPv6" });
  }

  override getPrepValue(value: unknown): unknown {
    if (value === null || value === undefined) return null;
    if (typeof value !== "string")
      throw new InvalidValue(`${this.label} expected an address but got ${describe(value)}.`);
    return value.includes(":")
      ? (normalizeIpv6(value, this.options["unpackIpv4"] === true) ?? value)
      : value;
  }

  protected override defaultValidators(): readonly Validator[] {
    return ipAddressValidators(this.protocol, this.options["unpackIpv4"] === true);
  }
}

/** The shortest spelling of an IPv6 address; undefined when the text is none. */
export function normalizeIpv6(text: string, unpack: boolean): string | undefined {
  if (text.length > 45 || !/^[0-9a-fA-F:.]+$/.test(text)) return undefined;
  let url: URL;
  try {
    url = new URL(`http://[${text}]/`);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
  const address = url.hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address);
  if (mapped === null) return address;
  const [high, low] = [parseInt(mapped[1] ?? "0", 16), parseInt(mapped[2] ?? "0", 16)];
  const dotted = [high >> 8, high & 255, low >> 8, low & 255].join(".");
  return unpack ? dotted : `::ffff:${dotted}`;
}

/** An IPv4 or IPv6 address. */
export const GenericIPAddressField = callable<
  <const O extends AddressOptions = object>(
    options?: O & CheckedOptions<O, AddressOptions>,
  ) => FieldOf<string, O>,
  typeof GenericIPAddressFieldBase
>(GenericIPAddressFieldBase, "GenericIPAddressField");
