import { describe, expect, it } from "vitest";

import { gettextLazy } from "../i18n/index.ts";
import { DateTime } from "../utils/datetime.ts";
import { Decimal } from "../utils/decimal.ts";
import { Temporal } from "../utils/temporal.ts";
import {
  BaseValidator,
  cleanIpv6Address,
  DecimalValidator,
  DomainNameValidator,
  EmailValidator,
  equalValidators,
  FileExtensionValidator,
  imageExtensions,
  intListValidator,
  InvalidValidator,
  ipAddressValidators,
  MaxLengthValidator,
  MaxValueValidator,
  MinLengthValidator,
  MinValueValidator,
  NoLength,
  ProhibitNullCharactersValidator,
  RegexValidator,
  runValidator,
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
  ValidationError,
  type Validator,
} from "./index.ts";

function errorOf(validator: Validator, value: unknown): ValidationError | undefined {
  try {
    void runValidator(validator, value);
    return undefined;
  } catch (error) {
    if (error instanceof ValidationError) return error;
    throw error;
  }
}

function messageOf(validator: Validator, value: unknown): string | undefined {
  return errorOf(validator, value)?.messages[0];
}

function isValid(validator: Validator, value: unknown): boolean {
  return errorOf(validator, value) === undefined;
}

const url = new URLValidator();

describe("MaxValueValidator and MinValueValidator", () => {
  it.each([
    ["numbers", 10, 11],
    ["decimals", new Decimal("1.10"), new Decimal("1.11")],
    ["big integers", 2n ** 63n, 2n ** 63n + 1n],
    ["plain dates", Temporal.PlainDate.from("2026-01-01"), Temporal.PlainDate.from("2026-01-02")],
    ["dates with microseconds", new DateTime(0, 1), new DateTime(0, 2)],
    ["durations", Temporal.Duration.from({ hours: 1 }), Temporal.Duration.from({ hours: 2 })],
  ])("compare %s [MOD-71]", (_, limit, beyond) => {
    expect(isValid(new MaxValueValidator(limit), limit)).toBe(true);
    expect(errorOf(new MaxValueValidator(limit), beyond)?.code).toBe("max_value");
    expect(isValid(new MinValueValidator(beyond), beyond)).toBe(true);
    expect(errorOf(new MinValueValidator(beyond), limit)?.code).toBe("min_value");
  });

  it("say the limit as Python prints it", () => {
    expect(messageOf(new MaxValueValidator(new Decimal("1E+3")), 2_000)).toBe(
      "Ensure this value is less than or equal to 1E+3.",
    );
    expect(messageOf(new MinValueValidator(1e22), 0)).toBe(
      "Ensure this value is greater than or equal to 1e+22.",
    );
  });

  it("ask a function for the limit each time [MOD-71]", () => {
    let limit = 1;
    const validator = new MaxValueValidator(() => limit);

    expect(isValid(validator, 2)).toBe(false);
    limit = 2;

    expect(isValid(validator, 2)).toBe(true);
  });

  it("fill a message of one's own", () => {
    const message = "%(value)s is more than %(limit_value)s (%(show_value)s).";

    expect(messageOf(new MaxValueValidator(1, { message }), 2)).toBe("2 is more than 1 (2).");
  });
});

describe("MaxLengthValidator and MinLengthValidator", () => {
  it.each([
    [1, "Ensure this value has at most 1 character (it has 2)."],
    [0, "Ensure this value has at most 0 characters (it has 2)."],
  ])("say the upper limit %s in the right number", (limit, message) => {
    expect(messageOf(new MaxLengthValidator(limit), "ab")).toBe(message);
  });

  it.each([
    [1, "Ensure this value has at least 1 character (it has 0)."],
    [3, "Ensure this value has at least 3 characters (it has 0)."],
  ])("say the lower limit %s in the right number", (limit, message) => {
    expect(messageOf(new MinLengthValidator(limit), "")).toBe(message);
  });

  it.each([
    ["a text by code points", "😀😀", 2],
    ["combining marks singly", "e\u0301", 2],
    ["half a surrogate pair", "\ud800", 1],
    ["an array", [1, 2, 3], 3],
    ["bytes", Uint8Array.of(1, 2), 2],
    ["a set", new Set([1]), 1],
    ["a lazy text", gettextLazy("abc"), 3],
    ["plain data by its keys, whatever they are [ADV-114]", { length: 1e9 }, 1],
  ])("measure %s [MOD-71]", (_, value, length) => {
    expect(isValid(new MaxLengthValidator(length), value)).toBe(true);
    expect(isValid(new MinLengthValidator(length), value)).toBe(true);
    expect(isValid(new MaxLengthValidator(length - 1), value)).toBe(false);
  });

  it.each([5, null, undefined, true, new Date(0)])("refuse to measure %s", (value) => {
    expect(() => new MaxLengthValidator(1).validate(value)).toThrow(NoLength);
  });
});

describe("StepValueValidator", () => {
  it.each([
    [3, undefined, 9, true],
    [3, undefined, 10, false],
    [2, 1, 3, true],
    [0.1, undefined, 0.3, true],
    [0.001, 0.0005, 0.5555, true],
    [new Decimal("0.02"), undefined, new Decimal("0.88"), true],
    [new Decimal("1.2"), new Decimal("2.2"), new Decimal("1.2"), false],
    [3n, 1n, 7n, true],
    [3, undefined, -9, true],
    [3, undefined, Number.NaN, false],
  ])("with step %s from %s judges %s: %s [MOD-72]", (step, offset, value, valid) => {
    expect(isValid(new StepValueValidator(step, { offset }), value)).toBe(valid);
  });

  it.each([
    [2, 1, 4, "2, starting from 1, e.g. 1, 3, 5, and so on."],
    [3, 1, 7.5, "3, starting from 1.0, e.g. 1.0, 4.0, 7.0, and so on."],
    [2.5, 1, 4, "2.5, starting from 1, e.g. 1, 3.5, 6.0, and so on."],
    [
      new Decimal("1.2"),
      new Decimal("2.2"),
      new Decimal("1.2"),
      "1.2, starting from 2.2, e.g. 2.2, 3.4, 4.6, and so on.",
    ],
    [3n, 1n, 5n, "3, starting from 1, e.g. 1, 4, 7, and so on."],
  ])("with step %s from %s explains why not %s", (step, offset, value, message) => {
    expect(messageOf(new StepValueValidator(step, { offset }), value)).toBe(
      `Ensure this value is a multiple of step size ${message}`,
    );
  });

  it("says the step alone when there is no offset", () => {
    expect(messageOf(new StepValueValidator(3), 4)).toBe(
      "Ensure this value is a multiple of step size 3.",
    );
  });
});

describe("BaseValidator", () => {
  class EvenLimitValidator extends BaseValidator<number> {
    static override readonly message = gettextLazy("%(show_value)s over %(limit_value)s");
    static override readonly code = "over";

    protected override compare(cleaned: unknown, limit: number): boolean {
      return (cleaned as number) > limit;
    }

    protected override clean(value: unknown): number {
      return Number(value) * 2;
    }
  }

  it("is the base of one's own", () => {
    const error = errorOf(new EvenLimitValidator(5), 3);

    expect(error?.code).toBe("over");
    expect(error?.messages).toEqual(["6 over 5"]);
    expect(error?.params).toEqual({ limit_value: 5, show_value: 6, value: 3 });
    expect(isValid(new EvenLimitValidator(6), 3)).toBe(true);
  });
});

describe("RegexValidator", () => {
  it("finds its pattern anywhere in the text of a value [MOD-71]", () => {
    expect(isValid(new RegexValidator(/[0-9]+/), "a1")).toBe(true);
    expect(isValid(new RegexValidator("^[0-9]+$"), 123)).toBe(true);
    expect(messageOf(new RegexValidator(/x/), "y")).toBe("Enter a valid value.");
  });

  it("can refuse what matches", () => {
    const validator = new RegexValidator("x", { inverseMatch: true, message: "no x", code: "x" });

    expect(errorOf(validator, "x")?.code).toBe("x");
    expect(isValid(validator, "y")).toBe(true);
  });

  it("takes flags beside a text", () => {
    expect(isValid(new RegexValidator("a", { flags: "i" }), "A")).toBe(true);
  });

  it("refuses flags given twice, and what is no pattern", () => {
    expect(() => new RegexValidator(/a/, { flags: "i" })).toThrow(InvalidValidator);
    expect(() => new RegexValidator("(")).toThrow(InvalidValidator);
  });

  it.each(["g", "y", "gy"])(
    "judges every value alone in spite of the flags %s [ADV-119]",
    (flags) => {
      const validators = [
        new RegexValidator(new RegExp("a", flags)),
        new RegexValidator("a", { flags }),
      ];

      for (const validator of validators)
        expect([1, 2, 3].map(() => isValid(validator, "a"))).toEqual([true, true, true]);
    },
  );
});

describe("every validator [MOD-73]", () => {
  it.each<[string, Validator, unknown, unknown]>([
    ["validateInteger", validateInteger, "42", "x"],
    ["validateSlug", validateSlug, "a-b", "a b"],
    ["validateUnicodeSlug", validateUnicodeSlug, "é", "é "],
    ["validateCommaSeparatedIntegerList", validateCommaSeparatedIntegerList, "1,2", "1,"],
    ["validateEmail", validateEmail, "a@b.com", "a@b"],
    ["validateDomainName", validateDomainName, "b.com", "b"],
    ["validateIpv4Address", validateIpv4Address, "1.2.3.4", "1.2.3"],
    ["validateIpv6Address", validateIpv6Address, "::1", "::g"],
    ["validateIpv46Address", validateIpv46Address, "::1", "::g"],
    [
      "validateImageFileExtension",
      validateImageFileExtension,
      { name: "a.png" },
      { name: "a.exe" },
    ],
    ["URLValidator", url, "http://b.com/", "http://b/"],
    ["RegexValidator", new RegexValidator(/b/g), "b", "c"],
    ["ProhibitNullCharactersValidator", new ProhibitNullCharactersValidator(), "a", "a\0"],
    ["MaxLengthValidator", new MaxLengthValidator(1), "a", "ab"],
    ["MinLengthValidator", new MinLengthValidator(1), "a", ""],
    ["MaxValueValidator", new MaxValueValidator(1), 1, 2],
    ["MinValueValidator", new MinValueValidator(1), 1, 0],
    ["StepValueValidator", new StepValueValidator(2), 2, 3],
    ["DecimalValidator", new DecimalValidator(2, 1), new Decimal("1.1"), new Decimal("1.11")],
    [
      "FileExtensionValidator",
      new FileExtensionValidator(["txt"]),
      { name: "a.txt" },
      { name: "a" },
    ],
    ["DomainNameValidator", new DomainNameValidator(), "b.com", "b"],
    ["EmailValidator", new EmailValidator(), "a@b.com", "a"],
  ])("%s gives the same answer three times [ADV-119]", (_, validator, good, bad) => {
    const answers = [good, bad, good, bad, good, bad].map((value) => isValid(validator, value));

    expect(answers).toEqual([true, false, true, false, true, false]);
  });

  it.each<[string, Validator]>([
    ["validateEmail", validateEmail],
    ["validateDomainName", validateDomainName],
    ["URLValidator", url],
    ["validateSlug", validateSlug],
    ["validateUnicodeSlug", validateUnicodeSlug],
    ["validateInteger", validateInteger],
    ["validateIpv46Address", validateIpv46Address],
  ])("%s refuses arrays and objects where text is expected [ADV-115]", (_, validator) => {
    expect(isValid(validator, ["a@b.com"])).toBe(false);
    expect(isValid(validator, { toString: "a" })).toBe(false);
  });
});

describe("validateInteger()", () => {
  it.each(["42", "-42", 42, -42, 42n, "٣", "99999999999999999999"])("takes %s", (value) => {
    expect(isValid(validateInteger, value)).toBe(true);
  });

  it.each(["0x10", "0b1", "1e3", "", " ", "Infinity", "12abc", "+5", "42\n", "1_000", 42.5])(
    "refuses %j [ADV-116]",
    (value) => {
      expect(messageOf(validateInteger, value)).toBe("Enter a valid integer.");
    },
  );
});

describe("slugs and lists", () => {
  it.each(["a-b_C1", "-"])("validateSlug() takes %s", (value) => {
    expect(isValid(validateSlug, value)).toBe(true);
  });

  it.each(["", "a b", "é", "a\n", "a."])("validateSlug() refuses %j", (value) => {
    expect(messageOf(validateSlug, value)).toBe(
      "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
    );
  });

  it("validateUnicodeSlug() takes letters and numbers of all scripts", () => {
    expect(isValid(validateUnicodeSlug, "你好-é_٣")).toBe(true);
    expect(messageOf(validateUnicodeSlug, "你 好")).toBe(
      "Enter a valid “slug” consisting of Unicode letters, numbers, underscores, or hyphens.",
    );
  });

  it("validateCommaSeparatedIntegerList() takes numbers between commas", () => {
    expect(isValid(validateCommaSeparatedIntegerList, "1,22,333")).toBe(true);
    expect(messageOf(validateCommaSeparatedIntegerList, "1,,2")).toBe(
      "Enter only digits separated by commas.",
    );
  });

  it("intListValidator() takes another separator, negative numbers, message and code", () => {
    const dotted = intListValidator({ separator: "." });
    const negative = intListValidator({ allowNegative: true, message: "no", code: "list" });

    expect(isValid(dotted, "1.2.3")).toBe(true);
    expect(isValid(dotted, "1,2")).toBe(false);
    expect(isValid(negative, "-1,2,-3")).toBe(true);
    expect(errorOf(negative, "--1")?.code).toBe("list");
    expect(messageOf(negative, "--1")).toBe("no");
  });
});

describe("EmailValidator", () => {
  it.each([
    "email@here.com",
    "weirder-email@here.and.there.com",
    '"test@test"@example.com',
    "email@[127.0.0.1]",
    "email@[2001:dB8::1]",
    "email@localhost",
    "email@öäü.com",
    "a@x.中国",
  ])("takes %s", (value) => {
    expect(isValid(validateEmail, value)).toBe(true);
  });

  it.each([
    "",
    "abc",
    "abc@",
    "@x.com",
    "a @x.cz",
    "a..b@c.org",
    "a@b.c0m",
    "a@b.com.",
    "a@b.com\n",
    "a\n@b.com",
    "email@[127.0.0.256]",
    "email@[::ffff:127.0.0.256]",
    "a@-x.com",
    "a@x-.com",
  ])("refuses %j [ADV-085]", (value) => {
    expect(messageOf(validateEmail, value)).toBe("Enter a valid email address.");
  });

  it("takes other domains as they are when told so [MOD-72]", () => {
    const validator = new EmailValidator({ allowlist: ["intern"] });

    expect(isValid(validator, "a@intern")).toBe(true);
    expect(isValid(validator, "a@localhost")).toBe(false);
  });

  it("refuses lone surrogates [ADV-120]", () => {
    expect(isValid(validateEmail, "a@\ud800\ud800.com")).toBe(false);
  });

  it("looks at 320 characters at most [ADV-082]", () => {
    const address = `${"a".repeat(308)}@example.com`;

    expect(isValid(validateEmail, address)).toBe(true);
    expect(isValid(validateEmail, `a${address}`)).toBe(false);
  });
});

describe("DomainNameValidator", () => {
  it.each(["python.org", "ıçğü.com", "xn--7ca6byfyc.com", "example.com.", "000000.org"])(
    "takes %s",
    (value) => {
      expect(isValid(validateDomainName, value)).toBe(true);
    },
  );

  it.each(["localhost", "python..org", "python-.org", "a_b.com", "x.123", "x.c", "-a.com", ""])(
    "refuses %j",
    (value) => {
      expect(messageOf(validateDomainName, value)).toBe("Enter a valid domain name.");
    },
  );

  it.each(["example.com\n", "example.com\r\n", "exa\nmple.com", "\nexample.com"])(
    "refuses the line break in %j in both modes [ADV-085] [SEC-46]",
    (value) => {
      expect(isValid(validateDomainName, value)).toBe(false);
      expect(isValid(new DomainNameValidator({ acceptIdna: false }), value)).toBe(false);
    },
  );

  it("can be kept to ASCII [MOD-72]", () => {
    const ascii = new DomainNameValidator({ acceptIdna: false });

    expect(isValid(ascii, "é.com")).toBe(false);
    expect(isValid(ascii, "example.com")).toBe(true);
    expect(isValid(ascii, "x.123")).toBe(true);
  });
});

describe("URLValidator", () => {
  it.each([
    "http://example.com",
    "HTTPS://WWW.EXAMPLE.COM:8080/a?b=c#d",
    "http://localhost:8000/",
    "http://user:pa:ss@example.com/".replace("pa:ss", "pass"),
    "http://10.1.1.1/",
    "http://[::1]:8080/",
    "http://例子.测试/ü",
    "http://example.com?next=a@b.c",
    "http://example.com./",
  ])("takes %s", (value) => {
    expect(isValid(url, value)).toBe(true);
  });

  it.each([
    5,
    "",
    "example.com",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "http://",
    "http://a",
    "http://example.com:port",
    "http://example.com:123456",
    "http://@example.com",
    "http://foo/bar@example.com",
    "http://foo:bar@baz@example.com",
    "http://[]",
    "http://[1.2.3.4]",
    "http://[::g]/",
    "http://[::1",
    "http://a]b@example.com",
    "http://example.com/a b",
    "http://x\u2028.com",
    "http://a℀b.example.com/",
  ])("refuses %j", (value) => {
    expect(messageOf(url, value)).toBe("Enter a valid URL.");
  });

  it.each([
    "http://example.com/\n",
    "http://exa\tmple.com/",
    "http://example.com\r/",
    "\nhttp://example.com",
    "ht\ntp://example.com",
    "http://example.com/\t",
  ])("refuses tab, CR and LF anywhere in %j [ADV-080]", (value) => {
    expect(isValid(url, value)).toBe(false);
  });

  it.each([
    "http://010.8.8.8",
    "http://0127.0.0.1",
    "http://0x7f.0.0.1",
    "http://0x7f000001",
    "http://127.1",
    "http://2130706433",
    "http://1.2.3.04/",
  ])("refuses the disguised address %s [ADV-081]", (value) => {
    expect(isValid(url, value)).toBe(false);
  });

  it("looks at 2048 characters at most [ADV-082]", () => {
    const long = `http://example.com/${"a".repeat(2_048 - 19)}`;

    expect(isValid(url, long)).toBe(true);
    expect(isValid(url, `${long}a`)).toBe(false);
    expect(isValid(url, `http://example.com/${"😀".repeat(2_029)}`)).toBe(true);
  });

  it("takes host names of 253 characters at most", () => {
    const label = `${"a".repeat(61)}.`;

    expect(isValid(url, `http://${label.repeat(4)}aa.io`)).toBe(true);
    expect(isValid(url, `http://${label.repeat(4)}aaa.com`)).toBe(false);
  });

  it("refuses lone surrogates [ADV-120]", () => {
    expect(isValid(url, "http://example.com/\ud800")).toBe(false);
  });

  it("allows other schemes when told so [MOD-72]", () => {
    const validator = new URLValidator({ schemes: ["git+ssh"] });

    expect(isValid(validator, "git+ssh://git@example.com/a.git")).toBe(true);
    expect(isValid(validator, "http://example.com")).toBe(false);
  });
});

describe("validators of long input", () => {
  /** Steps of work are not visible from outside, so time is compared with itself. */
  function growth(validator: Validator, make: (size: number) => string, size: number): number {
    const best = (text: string): number => {
      const times = Array.from({ length: 7 }, () => {
        const start = performance.now();
        for (let round = 0; round < 20; round += 1) isValid(validator, text);
        return performance.now() - start;
      });
      return Math.min(...times);
    };
    const [small, large] = [make(size), make(4 * size)];
    best(small);
    return Math.sqrt(best(large) / best(small));
  }

  it.each<[string, Validator, (size: number) => string, number]>([
    [
      "labels in a URL [ADV-082]",
      url,
      (size) => `http://example.${`${"a".repeat(63)}.`.repeat(size)}com`,
      1_000,
    ],
    [
      "labels in an address [ADV-082]",
      validateEmail,
      (size) => `a@${"a.".repeat(size)}com`,
      100_000,
    ],
    ["dots before the @ [ADV-082]", validateEmail, (size) => `${"a.".repeat(size)}@b.com`, 100_000],
    [
      "groups of an IPv6 address [ADV-083]",
      validateIpv6Address,
      (size) => "1:".repeat(size),
      100_000,
    ],
    [
      "colons of an IPv6 address [ADV-083]",
      validateIpv46Address,
      (size) => ":".repeat(size),
      100_000,
    ],
    ["ligatures before a scheme [ADV-084]", url, (size) => "\ufdfa".repeat(size), 250_000],
    ["hyphens of a slug", validateSlug, (size) => `${"-".repeat(size)}!`, 100_000],
    [
      "digits of a list",
      validateCommaSeparatedIntegerList,
      (size) => `${"1,".repeat(size)}`,
      20_000,
    ],
  ])("need no more than linear time for %s", (_, validator, make, size) => {
    expect(growth(validator, make, size)).toBeLessThan(3);
  });
});

describe("IP addresses", () => {
  it.each(["010.8.8.8", "0127.0.0.1", "0x7f.0.0.1", "127.1", "2130706433", 2_130_706_433])(
    "refuses %s [ADV-081]",
    (value) => {
      expect(messageOf(validateIpv4Address, value)).toBe("Enter a valid IPv4 address.");
      expect(messageOf(validateIpv46Address, value)).toBe("Enter a valid IPv4 or IPv6 address.");
    },
  );

  it("looks at 39 characters of an IPv6 address at most [ADV-083]", () => {
    expect(isValid(validateIpv6Address, "1111:".repeat(7) + "1111")).toBe(true);
    expect(messageOf(validateIpv6Address, "0".repeat(40))).toBe("Enter a valid IPv6 address.");
  });

  it("come from ipAddressValidators() by protocol", () => {
    expect(ipAddressValidators("both", true)).toEqual([validateIpv46Address]);
    expect(ipAddressValidators("ipv4")).toEqual([validateIpv4Address]);
    expect(ipAddressValidators("ipv6")).toEqual([validateIpv6Address]);
    expect(() => ipAddressValidators("ipv4", true)).toThrow(InvalidValidator);
    expect(() => ipAddressValidators("ipv5" as "ipv6")).toThrow("ipv5");
  });

  it("are brought to normal form by cleanIpv6Address()", () => {
    expect(cleanIpv6Address("2001::a:0000:0:fe:fe:beef")).toBe("2001:0:a::fe:fe:beef");
    expect(cleanIpv6Address("::ffff:1234:1234", { unpackIpv4: true })).toBe("18.52.18.52");
    expect(() => cleanIpv6Address("1.2.3.4")).toThrow("This is not a valid IPv6 address.");
    expect(() => cleanIpv6Address("x", { errorMessage: "Wrong" })).toThrow("Wrong");
  });
});

describe("DecimalValidator", () => {
  const validator = new DecimalValidator(4, 2);

  it.each(["12.34", "-12.34", "0.00", "0E+10", "1E+1", "99", "0.01"])("takes %s", (text) => {
    expect(isValid(validator, new Decimal(text))).toBe(true);
  });

  it.each([
    ["123.45", "max_digits", "Ensure that there are no more than 4 digits in total."],
    ["1E+400", "max_digits", "Ensure that there are no more than 4 digits in total."],
    ["1.234", "max_decimal_places", "Ensure that there are no more than 2 decimal places."],
    [
      "123.4",
      "max_whole_digits",
      "Ensure that there are no more than 2 digits before the decimal point.",
    ],
    [
      "1E+2",
      "max_whole_digits",
      "Ensure that there are no more than 2 digits before the decimal point.",
    ],
    ["NaN", "invalid", "Enter a number."],
    ["-Infinity", "invalid", "Enter a number."],
  ])("refuses %s", (text, code, message) => {
    expect(errorOf(validator, new Decimal(text))?.code).toBe(code);
    expect(messageOf(validator, new Decimal(text))).toBe(message);
  });

  it("says one digit in the singular", () => {
    expect(messageOf(new DecimalValidator(1, 0), new Decimal("10"))).toBe(
      "Ensure that there are no more than 1 digit in total.",
    );
    expect(messageOf(new DecimalValidator(null, 1), new Decimal("0.12"))).toBe(
      "Ensure that there are no more than 1 decimal place.",
    );
    expect(messageOf(new DecimalValidator(2, 1), new Decimal("10"))).toBe(
      "Ensure that there are no more than 1 digit before the decimal point.",
    );
  });

  it("has no limit where none is given", () => {
    expect(isValid(new DecimalValidator(null, null), new Decimal("1E+400"))).toBe(true);
    expect(isValid(new DecimalValidator(), new Decimal("1E-400"))).toBe(true);
  });

  it("counts digits of a huge exponent without writing them [ADV-108]", () => {
    expect(errorOf(validator, new Decimal("9e999999999"))?.code).toBe("max_digits");
  });
});

describe("files", () => {
  it.each([
    ["f.txt", true],
    ["f.TXT", true],
    ["a/b.txt", true],
    ["f.txt/", true],
    ["f.tar.gz", false],
    [".txt", false],
    ["f.", false],
    ["f.txt ", false],
    ["f", false],
    ["", false],
  ])("FileExtensionValidator judges %j: %s", (name, valid) => {
    expect(isValid(new FileExtensionValidator(["Txt"]), { name })).toBe(valid);
  });

  it("names the ending and those that are allowed", () => {
    expect(messageOf(new FileExtensionValidator(["gz", "jpg"]), { name: "a.txt" })).toBe(
      "File extension “txt” is not allowed. Allowed extensions are: gz, jpg.",
    );
  });

  it("takes every file without a list, and those without ending where the list says so", () => {
    expect(isValid(new FileExtensionValidator(), { name: "a.exe" })).toBe(true);
    expect(isValid(new FileExtensionValidator([""]), { name: "a" })).toBe(true);
    expect(isValid(new FileExtensionValidator(["a"]), null)).toBe(false);
  });

  it("validateImageFileExtension() allows what the set of endings holds", () => {
    expect(isValid(validateImageFileExtension, { name: "a.JPG" })).toBe(true);
    expect(isValid(validateImageFileExtension, { name: "a.psd" })).toBe(false);

    imageExtensions.add("psd");
    expect(isValid(validateImageFileExtension, { name: "a.psd" })).toBe(true);
    imageExtensions.delete("psd");
  });
});

describe("ProhibitNullCharactersValidator", () => {
  it("refuses NUL anywhere [ADV-120]", () => {
    const validator = new ProhibitNullCharactersValidator();

    expect(messageOf(validator, "a\0b")).toBe("Null characters are not allowed.");
    expect(errorOf(validator, "\0")?.code).toBe("null_characters_not_allowed");
    expect(isValid(validator, "\\x00")).toBe(true);
  });
});

describe("equality and deconstruction", () => {
  const limit = (): number => 3;

  it.each<[string, Validator, Validator, boolean]>([
    ["the same limit", new MaxLengthValidator(3), new MaxLengthValidator(3), true],
    [
      "a limit and a function that gives it",
      new MaxLengthValidator(3),
      new MaxLengthValidator(limit),
      true,
    ],
    ["other limits", new MaxLengthValidator(3), new MaxLengthValidator(4), false],
    ["other classes", new MaxLengthValidator(3), new MinLengthValidator(3), false],
    [
      "other messages",
      new MaxLengthValidator(3),
      new MaxLengthValidator(3, { message: "x" }),
      false,
    ],
    [
      "decimals of one value",
      new MinValueValidator(new Decimal("1.0")),
      new MinValueValidator(1),
      true,
    ],
    ["other offsets", new StepValueValidator(3), new StepValueValidator(3, { offset: 1 }), false],
    ["the same pattern", new RegexValidator("a", { flags: "i" }), new RegexValidator(/a/i), true],
    ["other flags", new RegexValidator("a"), new RegexValidator(/a/i), false],
    [
      "inverse patterns",
      new RegexValidator("a"),
      new RegexValidator("a", { inverseMatch: true }),
      false,
    ],
    [
      "the usual code, given",
      new RegexValidator("a"),
      new RegexValidator("a", { code: "invalid" }),
      true,
    ],
    [
      "allowlists in another order",
      new EmailValidator({ allowlist: ["a", "b"] }),
      new EmailValidator({ allowlist: ["b", "a"] }),
      true,
    ],
    ["other schemes", new URLValidator(), new URLValidator({ schemes: ["http"] }), false],
    [
      "other letters",
      new DomainNameValidator(),
      new DomainNameValidator({ acceptIdna: false }),
      false,
    ],
    ["other places", new DecimalValidator(3, 1), new DecimalValidator(3, 2), false],
    ["the same places", new DecimalValidator(3, 1), new DecimalValidator(3, 1), true],
    [
      "extensions in other letters",
      new FileExtensionValidator(["TXT"]),
      new FileExtensionValidator(["txt"]),
      true,
    ],
    ["one function", validateEmail, validateEmail, true],
    ["two functions", validateEmail, validateSlug, false],
    ["a function and an object", validateEmail, new EmailValidator(), false],
  ])("compares %s [MOD-72]", (_, a, b, expected) => {
    expect(equalValidators(a, b)).toBe(expected);
    expect(equalValidators(b, a)).toBe(expected);
  });

  it.each([
    [new MaxLengthValidator(3), [3]],
    [new MaxLengthValidator(limit), [limit]],
    [new MaxLengthValidator(3, { message: "x" }), [3, { message: "x" }]],
    [new StepValueValidator(3, { offset: 1, message: "x" }), [3, { offset: 1, message: "x" }]],
    [new RegexValidator("a", { flags: "i", code: "x" }), [/a/i, { code: "x" }]],
    [new RegexValidator("a", { inverseMatch: true }), [/a/, { inverseMatch: true }]],
    [new EmailValidator(), []],
    [new EmailValidator({ allowlist: ["a"] }), [{ allowlist: ["a"] }]],
    [new URLValidator({ schemes: ["http"] }), [{ schemes: ["http"] }]],
    [new DomainNameValidator({ acceptIdna: false }), [{ acceptIdna: false }]],
    [new FileExtensionValidator(["TXT"]), [["txt"]]],
    [new DecimalValidator(3, 1), [3, 1]],
    [new ProhibitNullCharactersValidator({ code: "nul" }), [{ code: "nul" }]],
  ])("gives the arguments that make an equal one: %o [MOD-72]", (validator, args) => {
    const { type, args: given } = validator.deconstruct();
    const copy = Reflect.construct(type as new () => object, given) as Validator;

    expect(given).toEqual(args);
    expect(equalValidators(copy, validator)).toBe(true);
  });

  it("keeps the offset's message out of the arguments", () => {
    const validator = new StepValueValidator(3, { offset: 1 });

    const copy = Reflect.construct(StepValueValidator, validator.deconstruct().args) as Validator;

    expect(equalValidators(copy, validator)).toBe(true);
    expect(messageOf(copy, 2)).toBe(messageOf(validator, 2));
  });
});

describe("runValidator()", () => {
  it("runs functions and objects, and gives promises back", async () => {
    const failing = async (): Promise<void> => {
      throw new ValidationError("late");
    };

    await expect(runValidator(failing, 1)).rejects.toThrow("late");
    await expect(runValidator({ validate: failing }, 1)).rejects.toThrow("late");
  });
});
