import {
  DecimalValidator,
  DomainNameValidator,
  EmailValidator,
  FileExtensionValidator,
  MaxLengthValidator,
  MaxValueValidator,
  MinLengthValidator,
  MinValueValidator,
  ProhibitNullCharactersValidator,
  RegexValidator,
  StepValueValidator,
  URLValidator,
  validateCommaSeparatedIntegerList,
  validateDomainName,
  validateEmail,
  validateImageFileExtension,
  validateInteger,
  validateIpv46Address,
  validateIpv4Address,
  validateIpv6Address,
  validateSlug,
  validateUnicodeSlug,
  type Validator,
} from "nuages/validation";

import { camelCase } from "./names.ts";
import { translatePattern, translateFlags, translateRegex } from "./python-regex.ts";
import type { Special } from "./values.ts";

type Arguments = Readonly<Record<string, unknown>>;
type AnyClass = new (...args: never[]) => Validator & object;

const READY_MADE: Readonly<Record<string, Validator>> = {
  integer_validator: { validate: validateInteger },
  validate_integer: validateInteger,
  validate_slug: validateSlug,
  validate_unicode_slug: validateUnicodeSlug,
  validate_email: validateEmail,
  validate_domain_name: validateDomainName,
  validate_ipv4_address: validateIpv4Address,
  validate_ipv6_address: validateIpv6Address,
  validate_ipv46_address: validateIpv46Address,
  validate_comma_separated_integer_list: validateCommaSeparatedIntegerList,
  validate_image_file_extension: validateImageFileExtension,
};

/** Arguments of each class that come before its options, by Django's names. */
const CLASSES: Readonly<Record<string, readonly [type: AnyClass, leading: readonly string[]]>> = {
  MaxValueValidator: [MaxValueValidator, ["limit_value"]],
  MinValueValidator: [MinValueValidator, ["limit_value"]],
  MaxLengthValidator: [MaxLengthValidator, ["limit_value"]],
  MinLengthValidator: [MinLengthValidator, ["limit_value"]],
  StepValueValidator: [StepValueValidator, ["limit_value"]],
  DecimalValidator: [DecimalValidator, ["max_digits", "decimal_places"]],
  RegexValidator: [RegexValidator, ["regex"]],
  EmailValidator: [EmailValidator, []],
  URLValidator: [URLValidator, []],
  DomainNameValidator: [DomainNameValidator, []],
  FileExtensionValidator: [FileExtensionValidator, ["allowed_extensions"]],
  ProhibitNullCharactersValidator: [ProhibitNullCharactersValidator, []],
};

/** Patterns given as text are in Python's syntax too. */
function withTranslatedPattern(kwargs: Arguments): Arguments {
  if (typeof kwargs.regex !== "string") return kwargs;
  const flags = typeof kwargs.flags === "number" ? kwargs.flags : 0;
  return { ...kwargs, regex: translatePattern(kwargs.regex, flags), flags: translateFlags(flags) };
}

/** Our validator for a tagged one, or what the tag `regex` stands for; `undefined` if it is neither. */
export function readValidator(
  tagged: Special,
  decodeValue: (value: unknown) => unknown,
): Validator | RegExp | undefined {
  if (tagged.$ === "regex") return translateRegex(String(tagged.v), Number(tagged.flags ?? 0));
  if (tagged.$ !== "validator") return undefined;
  const name = String(tagged.class);
  if (tagged.kwargs === undefined) return READY_MADE[name];
  const entry = CLASSES[name];
  if (entry === undefined) return undefined;
  const [type, leading] = entry;
  const kwargs = withTranslatedPattern(decodeValue(tagged.kwargs) as Arguments);
  const options = Object.entries(kwargs)
    .filter(([key]) => !leading.includes(key))
    .map(([key, value]) => [camelCase(key), value] as const);
  const args = leading.map((key) => kwargs[key]);
  return Reflect.construct(type, [...args, Object.fromEntries(options)]) as Validator;
}
