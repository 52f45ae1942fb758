import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { beforeAll, describe, expect, it } from "vitest";

import { configure, isConfigured, overrideSettings } from "../conf/index.ts";
import { Decimal } from "../utils/decimal.ts";
import { Temporal } from "../utils/temporal.ts";
import {
  activate,
  addCatalog,
  checkForLanguage,
  dateFormat,
  deactivate,
  deactivateAll,
  formatDate,
  getCurrentTimezone,
  getCurrentTimezoneName,
  getFixedTimezone,
  getFormat,
  getLanguage,
  getLanguageBidi,
  getLanguageFromPath,
  getLanguageInfo,
  getSupportedLanguageVariant,
  gettext,
  gettextLazy,
  InvalidCatalog,
  InvalidPluralForms,
  isAware,
  isNaive,
  languageForHeader,
  localdate,
  localize,
  localizeInput,
  localtime,
  makeAware,
  makeNaive,
  MessageCatalog,
  ngettext,
  now,
  npgettext,
  numberFormat,
  override,
  overrideTimezone,
  parseAcceptLanguage,
  parseMo,
  parsePluralForms,
  parsePo,
  pgettext,
  runWithLocale,
  sanitizeSeparators,
  timeFormat,
  toLanguage,
  toLocale,
  UnknownLanguage,
  UnknownTimezone,
} from "./index.ts";

beforeAll(() => {
  if (!isConfigured()) configure({ secretKey: "x".repeat(50), timeZone: "UTC" });
});

const po = `
# Translators: a comment
msgid ""
msgstr ""
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n>=2 && n<=4 ? 1 : 2);\\n"

msgid "Yes"
msgstr "Ano"

msgctxt "month"
msgid "May"
msgstr "kvě"
"ten"

msgid "%(n)d day"
msgid_plural "%(n)d days"
msgstr[0] "%(n)d den"
msgstr[1] "%(n)d dny"
msgstr[2] "%(n)d dní"

#, fuzzy
msgid "No"
msgstr "Nee"

msgid "Empty"
msgstr ""

msgid "a \\"b\\"\\n"
msgstr "c\\t"
`;

/** The compiled form of messages, as msgfmt writes it. */
function compile(
  messages: readonly (readonly [string, string])[],
  littleEndian: boolean,
): Uint8Array {
  const texts = messages
    .flatMap(([source, translation]) => [source, translation])
    .map((text) => Buffer.from(text));
  const view = new DataView(
    new ArrayBuffer(
      28 + messages.length * 16 + texts.reduce((sum, text) => sum + text.length + 1, 0),
    ),
  );
  [0x950412de, 0, messages.length, 28, 28 + messages.length * 8, 0, 0].forEach((value, index) =>
    view.setUint32(index * 4, value, littleEndian),
  );
  let at = 28 + messages.length * 16;
  const bytes = new Uint8Array(view.buffer);
  messages.forEach(([source, translation], index) => {
    for (const [table, text] of [
      [28, Buffer.from(source)],
      [28 + messages.length * 8, Buffer.from(translation)],
    ] as const) {
      view.setUint32(table + index * 8, text.length, littleEndian);
      view.setUint32(table + index * 8 + 4, at, littleEndian);
      bytes.set(text, at);
      at += text.length + 1;
    }
  });
  return bytes;
}

describe("catalogs", () => {
  it("translate, with contexts and plural forms of their own [I18N-01] [I18N-04]", () => {
    using _ = addCatalog("cs", parsePo(po));

    override("cs", () => {
      expect(gettext("Yes")).toBe("Ano");
      expect(pgettext("month", "May")).toBe("květen");
      expect(gettext("May")).toBe("May");
      expect([1, 3, 5].map((count) => ngettext("%(n)d day", "%(n)d days", count))).toEqual([
        "%(n)d den",
        "%(n)d dny",
        "%(n)d dní",
      ]);
      expect(npgettext("x", "one", "many", 2)).toBe("many");
      expect(gettext("No")).toBe("No");
      expect(gettext("Empty")).toBe("Empty");
      expect(gettext('a "b"\n')).toBe("c\t");
      expect(gettext("")).toBe("");
    });
    expect(gettext("Yes")).toBe("Yes");
  });

  it("are read from compiled files of both byte orders [I18N-10]", () => {
    for (const littleEndian of [true, false]) {
      const bytes = compile(
        [
          ["", "Plural-Forms: nplurals=2; plural=n>1;\n"],
          ["Yes", "Oui"],
          ["month\u0004May", "mai"],
          ["day\0days", "jour\0jours"],
        ],
        littleEndian,
      );
      const catalog = parseMo(bytes);

      expect(catalog.find("Yes")).toBe("Oui");
      expect(catalog.find("May", "month")).toBe("mai");
      expect(catalog.findPlural("day", 0)).toBe("jour");
      expect(catalog.findPlural("day", 2)).toBe("jours");
      expect(() => parseMo(bytes.subarray(0, 40))).toThrow(InvalidCatalog);
    }
    expect(() => parseMo(new Uint8Array(3))).toThrow(InvalidCatalog);
    expect(() => parsePo("msgid Yes")).toThrow("line 1");
  });

  it("are found in folders; a variant falls back to its language, then to that of the settings [I18N-04]", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "nuages-locale-"));
    const write = (locale: string, text: string): void => {
      mkdirSync(path.join(folder, locale, "LC_MESSAGES"), { recursive: true });
      writeFileSync(path.join(folder, locale, "LC_MESSAGES", "django.po"), text);
    };
    write("pt_BR", 'msgid "Yes"\nmsgstr "Sim BR"\n');
    write("pt", 'msgid "Yes"\nmsgstr "Sim"\n\nmsgid "No"\nmsgstr "Não"\n');
    write("de", 'msgid "Maybe"\nmsgstr "Vielleicht"\n');
    using _ = overrideSettings({ localePaths: [folder], languageCode: "de" });

    override("pt-br", () => {
      expect([gettext("Yes"), gettext("No"), gettext("Maybe")]).toEqual([
        "Sim BR",
        "Não",
        "Vielleicht",
      ]);
    });
    override("en", () => {
      expect(gettext("Maybe")).toBe("Maybe");
    });
    override("../../etc", () => {
      expect(gettext("Yes")).toBe("Yes");
    });
    rmSync(folder, { recursive: true });
  });

  it("give lazy texts the language of where they are shown [I18N-01]", () => {
    using _ = addCatalog("cs", parsePo(po));
    const text = gettextLazy("Yes");

    expect([String(text), override("cs", () => String(text))]).toEqual(["Yes", "Ano"]);
  });

  it("name the months when they can [I18N-22]", () => {
    using _ = addCatalog("cs", new MessageCatalog([{ id: "November", texts: ["LISTOPAD"] }]));

    const day = Temporal.PlainDate.from("2026-11-20");

    expect(override("cs", () => formatDate(day, "F E"))).toBe("LISTOPAD listopadu");
  });
});

describe("plural rules", () => {
  it.each([
    "",
    "n == ",
    "n ** 2",
    "n; import os",
    "n ? 1",
    "(n",
    "constructor",
    "n".repeat(2_000),
    "(".repeat(30) + "n" + ")".repeat(30),
  ])("are never run as code: %.20j is refused [I18N-04] [ADV-131]", (expression) => {
    expect(() => parsePluralForms(`nplurals=2; plural=${expression};`)).toThrow(InvalidPluralForms);
  });

  it("follow C in precedence [I18N-04]", () => {
    const rule = parsePluralForms(
      "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    );

    expect([1, 2, 5, 11, 21, 22, 25].map(rule)).toEqual([0, 1, 2, 2, 0, 1, 2]);
    expect(parsePluralForms("plural=!n")(0)).toBe(1);
  });
});

describe("the active language", () => {
  it("is that of the settings, until another is chosen [I18N-03]", () => {
    runWithLocale({}, () => {
      activate("fr");
      expect(getLanguage()).toBe("fr");
      deactivateAll();
      expect(getLanguage()).toBeNull();
      deactivate();
      expect(getLanguage()).toBe("en-us");
    });
    expect(override("ar", () => getLanguageBidi())).toBe(true);
  });

  it("never leaks from a request that nobody gave a scope [ADV-123]", async () => {
    const view = async (language: string): Promise<string | null> => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      activate(language);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
      return getLanguage();
    };

    const answers = await Promise.all(["fr", "de", "es"].map(view));

    expect(answers).toEqual(["fr", "de", "es"]);
    expect(getLanguage()).toBe("en-us");
  });

  it("belongs to each piece of work alone [ADV-123]", async () => {
    const work = async (language: string): Promise<string | null> =>
      await runWithLocale({ language: undefined }, async () => {
        activate(language);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
        return getLanguage();
      });

    const languages = Array.from({ length: 100 }, (_, index) => `x${index}`);

    expect(await Promise.all(languages.map(work))).toEqual(languages);
    expect(getLanguage()).toBe("en-us");
  });

  it("is ignored without translation [I18N-18]", () => {
    using _ = overrideSettings({ useI18n: false });

    expect(override("fr", () => getLanguage())).toBe("en-us");
  });
});

describe("language codes", () => {
  it("have names and directions [I18N-03]", () => {
    expect(getLanguageInfo("pt-br")).toMatchObject({
      code: "pt-br",
      nameLocal: "Português Brasileiro",
      bidi: false,
    });
    expect(getLanguageInfo("de-xx").code).toBe("de");
    expect(() => getLanguageInfo("constructor")).toThrow(UnknownLanguage);
    expect([
      checkForLanguage("fr"),
      checkForLanguage("../fr"),
      checkForLanguage("__proto__"),
    ]).toEqual([true, false, false]);
  });

  it("and folders translate into each other [I18N-12]", () => {
    expect(["pt-br", "zh-hans", "sr-latn", "de"].map(toLocale)).toEqual([
      "pt_BR",
      "zh_Hans",
      "sr_Latn",
      "de",
    ]);
    expect(["pt_BR", "zh_Hans", "de"].map(toLanguage)).toEqual(["pt-br", "zh-hans", "de"]);
  });

  it("find the site's language that serves best [I18N-13]", () => {
    expect(getSupportedLanguageVariant("es-xx")).toBe("es");
    expect(getSupportedLanguageVariant("zh-tw")).toBe("zh-hant");
    expect(() => getSupportedLanguageVariant("xx")).toThrow(UnknownLanguage);
    expect(getLanguageFromPath("/fr/books/")).toBe("fr");
    expect(getLanguageFromPath("/books/")).toBeNull();
    expect(getLanguageFromPath("/fr-ca-x-y/")).toBeNull();
    expect(languageForHeader("xx, de-at;q=0.9, fr;q=0.8")).toBe("de");
    expect(languageForHeader("*")).toBe("en-us");
  });

  it("reads at most 500 characters of a code [ADV-096]", () => {
    expect(getSupportedLanguageVariant("en-".repeat(30_000))).toBe("en");
    expect(() => getSupportedLanguageVariant("en-".repeat(30_000), { strict: true })).toThrow(
      UnknownLanguage,
    );
    expect(() => getSupportedLanguageVariant("x".repeat(501))).toThrow(UnknownLanguage);
  });

  it("reads at most 500 characters of a header, cut at a comma [ADV-095]", () => {
    const header = Array.from({ length: 100_000 }, (_, index) => `de-${index}`).join(",");

    const accepted = parseAcceptLanguage(header);
    expect(accepted.length).toBeLessThan(100);
    expect(accepted.at(-1)?.[0]).toBe(`de-${accepted.length - 1}`);
    expect(languageForHeader(header)).toBe("de");
  });

  it("are read from a header by weight, and nothing malformed [I18N-13]", () => {
    expect(parseAcceptLanguage("en;q=0.5, FR, *;q=0.1")).toEqual([
      ["fr", 1],
      ["en", 0.5],
      ["*", 0.1],
    ]);
    expect(parseAcceptLanguage("en;q=2")).toEqual([]);
    expect(parseAcceptLanguage(`${"en-".repeat(10_000)}`)).toEqual([]);
  });
});

describe("formats", () => {
  const moment = Temporal.PlainDateTime.from("2026-11-20T16:05:07");

  it("are those of the language, else of the settings [I18N-21]", () => {
    expect(getFormat("DATE_FORMAT", { language: "de" })).toBe("j. F Y");
    expect(getFormat("DATE_FORMAT", { language: "de-at" })).toBe("j. F Y");
    expect(getFormat("DATE_INPUT_FORMATS", { language: "de" })).toContain("%Y-%m-%d");
    expect(getFormat("DATE_FORMAT", { language: null })).toBe("N j, Y");
    expect(getFormat("j F")).toBe("j F");
  });

  it("show dates, times and numbers [I18N-19] [I18N-21]", () => {
    override("fr", () => {
      expect(dateFormat(moment)).toBe("20 novembre 2026");
      expect(timeFormat(moment)).toBe("16:05");
      expect(numberFormat(1234.5, { decimalPlaces: 2, forceGrouping: true })).toBe("1\u00a0234,50");
      expect(localize(new Decimal("1.10"))).toBe("1,10");
      expect(localize("x")).toBe("x");
      expect(localize(moment.toPlainTime())).toBe("16:05");
      expect(localizeInput(moment.toPlainDate())).toBe("20/11/2026");
      expect(localizeInput(moment.toPlainTime())).toBe("16:05:07");
    });
  });

  it("group where the settings say so, in India by two [I18N-20]", () => {
    using _ = overrideSettings({ useThousandSeparator: true });

    expect(override("de", () => localize(1234567))).toBe("1.234.567");
    expect(override("en", () => localize(1234567))).toBe("1,234,567");
    expect(override("de", () => sanitizeSeparators("1.234,5"))).toBe("1234.5");
    expect(override("de", () => sanitizeSeparators("3.14"))).toBe("3.14");
  });
});

describe("time zones", () => {
  const instant = new Date("2026-07-15T22:30:00Z");

  it("are those of the settings, until another is chosen [I18N-24]", () => {
    expect(getCurrentTimezone()).toBe("UTC");
    overrideTimezone("Europe/Paris", () => {
      expect(getCurrentTimezone()).toBe("Europe/Paris");
      expect(["CET", "CEST"]).toContain(getCurrentTimezoneName());
      expect(String(localdate(instant))).toBe("2026-07-16");
      expect(localtime(instant).hour).toBe(0);
    });
    expect(() => overrideTimezone("Nope/Nowhere", () => 0)).toThrow(UnknownTimezone);
  });

  it("part moments from wall clocks [I18N-24] [I18N-28]", () => {
    const wall = Temporal.PlainDateTime.from("2026-03-29T02:30");

    expect([isAware(instant), isNaive(wall), isAware(wall)]).toEqual([true, true, false]);
    expect(String(makeNaive(instant, "Asia/Tokyo"))).toBe("2026-07-16T07:30:00");
    expect(makeAware(wall, "Europe/Paris").hour).toBe(3);
    expect(isAware(now())).toBe(true);
    using _ = overrideSettings({ useTz: false });
    expect(isNaive(now())).toBe(true);
  });

  it("may be fixed offsets [I18N-28]", () => {
    expect(getFixedTimezone(-150)).toBe("-02:30");
    expect(formatDate(localtime(instant, getFixedTimezone(150)), "H:i T O Z")).toBe(
      "01:00 +0230 +0230 9000",
    );
  });

  it("have letters, offsets and summer time in formats [I18N-24]", () => {
    const paris = localtime(instant, "Europe/Paris");

    expect(formatDate(paris, "T e O Z I")).toBe("CEST CEST +0200 7200 1");
    expect(formatDate(paris, "r")).toBe("Thu, 16 Jul 2026 00:30:00 +0200");
    expect(
      formatDate(localtime(new Date("2026-01-01T00:00:00Z"), "America/New_York"), "T I U"),
    ).toBe("EST 0 1767225600");
  });
});
