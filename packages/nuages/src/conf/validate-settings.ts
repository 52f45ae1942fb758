import { InvalidSetting, UnknownSetting, type WrongKind } from "./errors.ts";
import { unknownNames } from "./nested-names.ts";

type Values = Readonly<Record<string, unknown>>;

/** Settings whose default does not tell what they may be. */
const freeKinds = new Set([
  "csrfCookieSamesite",
  "emailBackend",
  "defaultAutoField",
  "formRenderer",
  "logging",
  "loggingConfig",
  "messageStorage",
  "numberGrouping",
  "secureReferrerPolicy",
  "sessionCookieSamesite",
  "sessionEngine",
  "sessionSerializer",
  "signingBackend",
  "testRunner",
]);

/** Settings that may be null although their default is not. */
const nullable = new Set([
  "csrfCookieAge",
  "dataUploadMaxMemorySize",
  "dataUploadMaxNumberFields",
  "dataUploadMaxNumberFiles",
  "fileUploadPermissions",
  "secureCrossOriginOpenerPolicy",
]);

const lists = new Set(["secureProxySslHeader"]);

/** Django settings of former versions, and what took their place. */
const removed = new Map([
  ["defaultFileStorage", 'Use storages: { default: { backend: "filesystem" } }.'],
  ["staticfilesStorage", 'Use storages: { staticfiles: { backend: "staticfiles" } }.'],
  ["useL10n", "Formats always follow the language; leave it out."],
  ["useDeprecatedPytz", "Time zones are those of the IANA database; leave it out."],
  ["csrfCookieMasked", "Leave it out."],
  ["defaultHashingAlgorithm", "Leave it out."],
  ["passwordResetTimeoutDays", "Use passwordResetTimeout, in seconds."],
  ["fileCharset", "Files are read as UTF-8; leave it out."],
  ["defaultContentType", "Leave it out."],
]);

/**
 * Checks names and kinds of values once, where they enter.
 *
 * @throws UnknownSetting with the nearest right names
 * @throws InvalidSetting when a value has the wrong kind, or two settings exclude each other
 */
export function validateSettings(
  values: Values,
  defaults: Values,
  placeOf: (name: string) => string,
): void {
  const unknown = Object.keys(values).filter((name) => !Object.hasOwn(defaults, name));
  for (const name of unknown) {
    const instead = removed.get(name);
    if (instead !== undefined) throw InvalidSetting.removed(name, instead);
  }
  const [first] = unknown;
  if (first !== undefined) {
    throw UnknownSetting.inFile(unknown, placeOf(first), Object.keys(defaults));
  }
  const wrong = Object.entries(values).flatMap(([name, value]) =>
    wrongKind(name, value, defaults[name]),
  );
  if (wrong.length > 0) throw InvalidSetting.wrongKind(wrong);
  const [misplaced] = Object.entries(values).flatMap(([name, value]) => unknownNames(name, value));
  if (misplaced !== undefined) throw UnknownSetting.inEntry(misplaced);
  if (values["emailUseTls"] === true && values["emailUseSsl"] === true) {
    throw InvalidSetting.exclusive("emailUseTls", "emailUseSsl");
  }
}

/** What is wrong with the kind of a value; nothing where it is right. */
function wrongKind(name: string, value: unknown, byDefault: unknown): WrongKind[] {
  if (value === undefined || freeKinds.has(name)) return [];
  if (value === null && (byDefault === null || nullable.has(name))) return [];
  const expected = lists.has(name) ? "a list" : kindOf(byDefault);
  if (expected === "nothing") return [];
  const got = kindOf(value);
  return got === expected ? [] : [{ name, expected, got }];
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "boolean":
      return "true or false";
    case "number":
      return "a number";
    case "string":
      return "a string";
    case "object":
      return value === null ? "nothing" : "an object";
    case "undefined":
      return "nothing";
    case "function":
      return "a function";
    case "bigint":
    case "symbol":
      return `a ${typeof value}`;
  }
}
