import { deflateSync } from "node:zlib";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { configure, overrideSettings } from "../conf/index.ts";
import { Temporal } from "../utils/temporal.ts";
import {
  b62Decode,
  b62Encode,
  BadSignature,
  dumps,
  getCookieSigner,
  jsonSerializer,
  loads,
  saltedHmac,
  signCookie,
  SignatureExpired,
  Signer,
  type SigningSerializer,
  TimestampSigner,
  unsignCookie,
  UnsafeSigner,
  UnsignableValue,
} from "./index.ts";

const SECRET_KEY = "conformance-secret-key-0123456789abcdefghijklmnopqrstuvwxyz";
configure({ secretKey: SECRET_KEY });

const NOW = Date.parse("2024-05-15T14:30:45Z");

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
});

afterEach(() => {
  vi.useRealTimers();
});

function later(seconds: number): void {
  vi.setSystemTime(NOW + seconds * 1_000);
}

describe("Signer", () => {
  it("signs as Django does [SEC-22] [UTIL-06]", () => {
    expect(new Signer().sign("hello")).toBe("hello:T2bMiyEqYesj_7_7XfaCQwOLbA_-WmU3bMKryE1bw0g");
    expect(new Signer({ salt: "extra-salt" }).sign("a:b")).toBe(
      "a:b:MIqOJ9nECfnY1tvaySR0nOINPq1AZKC-5p3K-Y7w-Ss",
    );
    expect(new Signer({ key: "k", salt: "", algorithm: "sha1" }).sign("’")).toBe(
      "’:sJqFq4HoSqWmGryBbKaUlba9AyY",
    );
    expect(new Signer({ sep: ";" }).signature("")).toBe(
      "gexxl2dXwBO0JQG72TSsbyvj6IXhIa5wQh2OSJ9aKcM",
    );
  });

  it.each(["sha1", "sha512", "md5"])(
    "takes the algorithm of its own, never that of a value: %s is refused [ADV-158]",
    (algorithm) => {
      const signer = new Signer({ key: "k", salt: "s" });
      const other = new Signer({ key: "k", salt: "s", algorithm });

      expect(other.unsign(other.sign("hello"))).toBe("hello");
      expect(() => signer.unsign(other.sign("hello"))).toThrow(BadSignature);
      expect(() => other.unsign(signer.sign("hello"))).toThrow(BadSignature);
    },
  );

  it.each([
    ["no algorithm", { alg: "none" }, ""],
    ["another algorithm, and the key as a public one", { alg: "RS256", kid: SECRET_KEY }, "x"],
    ["a key of its own", { alg: "HS256", kid: "../../dev/null" }, "x"],
  ])("refuses a token that claims %s [ADV-158]", (_, header, signature) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const token = `${part(header)}.${part({ user: 1 })}.${signature}`;

    expect(() => new Signer().unsign(token)).toThrow(BadSignature);
    expect(() => new Signer({ sep: "." }).unsign(token)).toThrow(BadSignature);
    expect(() => loads(token.replaceAll(".", ":"))).toThrow(BadSignature);
  });

  it.each(["", "hello", "a:b", "3098247:529:087:", "中文", "😀"])("gives %j back", (value) => {
    const signer = new Signer({ salt: "test" });

    expect(signer.unsign(signer.sign(value))).toBe(value);
  });

  it.each([
    ["another value", "hellp:T2bMiyEqYesj_7_7XfaCQwOLbA_-WmU3bMKryE1bw0g"],
    ["a longer signature", "hello:T2bMiyEqYesj_7_7XfaCQwOLbA_-WmU3bMKryE1bw0gx"],
    ["a shorter signature", "hello:T2bMiyEqYesj_7_7XfaCQwOLbA_-WmU3bMKryE1bw0"],
    ["other letter case", "hello:t2bMiyEqYesj_7_7XfaCQwOLbA_-WmU3bMKryE1bw0g"],
    ["no signature", "hello:"],
    ["no separator", "hello"],
    ["nothing", ""],
  ])("refuses %s", (_, signed) => {
    expect(() => new Signer().unsign(signed)).toThrow(BadSignature);
  });

  it.each([
    ["padding", (signature: string) => `${signature}=`],
    ["a character that base64 skips", (signature: string) => `${signature}!`],
    ["a line break", (signature: string) => `${signature}\n`],
    ["unused bits that are set", (signature: string) => `${signature.slice(0, -1)}5`],
    ["the other alphabet", (signature: string) => signature.replace("-", "+").replace("_", "/")],
  ])("refuses a signature with %s, of the same bytes [ADV-156]", (_, alter) => {
    const signer = new Signer();
    const signature = signer.signature("hello!");
    const altered = alter(signature);

    expect(altered).not.toBe(signature);
    expect(Buffer.from(altered, "base64")).toEqual(Buffer.from(signature, "base64"));
    expect(() => signer.unsign(`hello!:${altered}`)).toThrow(BadSignature);
  });

  it("refuses what was signed for another purpose", () => {
    const signed = new Signer({ salt: "one" }).sign("hello");

    expect(() => new Signer({ salt: "two" }).unsign(signed)).toThrow(BadSignature);
  });

  it("accepts former keys, and signs with the new one [SEC-24]", () => {
    const old = new Signer({ key: "old" }).sign("hello");
    const signer = new Signer({ key: "new", fallbackKeys: ["older", "old"] });

    expect(signer.unsign(old)).toBe("hello");
    expect(signer.sign("hello")).toBe(new Signer({ key: "new" }).sign("hello"));
    expect(() => new Signer({ key: "new" }).unsign(old)).toThrow(BadSignature);
  });

  it("takes keys from the settings, when it is made", () => {
    const signed = new Signer().sign("hello");
    using _ = overrideSettings({ secretKey: "new", secretKeyFallbacks: [] });

    expect(() => new Signer().unsign(signed)).toThrow(BadSignature);
  });

  it("accepts the former keys of the settings [SEC-24]", () => {
    const signed = new Signer({ key: "former" }).sign("hello");
    using _ = overrideSettings({ secretKeyFallbacks: ["former"] });

    expect(new Signer().unsign(signed)).toBe("hello");
  });

  it.each(["", "-", "a", "1", "=", "_", "abc", "[", "^"])(
    "refuses the separator %j [SEC-22]",
    (sep) => {
      expect(() => new Signer({ sep })).toThrow(UnsafeSigner);
    },
  );

  it.each(["/", "*sep*", ",", ":"])("takes the separator %j", (sep) => {
    const signer = new Signer({ sep });

    expect(signer.unsign(signer.sign("hello"))).toBe("hello");
  });

  it("signs no half characters, and takes none for the sign of a bad one [ADV-120]", () => {
    const signer = new Signer();
    const signature = signer.signature("\ufffd");

    expect(() => signer.sign("\ud800")).toThrow(UnsignableValue);
    expect(() => signer.unsign(`\ud800:${signature}`)).toThrow(BadSignature);
  });
});

describe("signObject()", () => {
  it.each([
    [{}, "e30:QhA4DTf89j-X-lBSgzUB-xhI0818sVADJ4CC1baDKg4"],
    [{ a: 1 }, "eyJhIjoxfQ:IsuHdGE9VCvK7aWCPeLp3TT8IrKmHw4G3BcArod-3Ds"],
    [5, "NQ:HpBO3UXwu8597Js2ndeUTEfHCT81TWVoZAHBSjynPGg"],
    [["a", 1, null, true], "WyJhIiwxLG51bGwsdHJ1ZV0:u-wTpRHWTOisZI0_PGnkSZiRs7nIOudyEq9lsqPxpFo"],
  ])("writes %j as Django does, and reads it [SEC-22]", (value, signed) => {
    expect(new Signer().signObject(value)).toBe(signed);
    expect(new Signer().unsignObject(signed)).toEqual(value);
  });

  it("compresses when that is shorter, and only then [SEC-22] [SEC-23]", () => {
    const signer = new Signer();
    const long = { text: "x".repeat(500) };

    const signed = signer.signObject(long, { compress: true });

    expect(signed).toMatch(/^\./);
    expect(signed.length).toBeLessThan(150);
    expect(signer.unsignObject(signed)).toEqual(long);
    expect(signer.signObject({ a: 1 }, { compress: true })).toBe(signer.signObject({ a: 1 }));
  });

  it("takes another serializer", () => {
    const serializer: SigningSerializer = {
      dumps: (value) => Buffer.from(String(value).toUpperCase()),
      loads: (data) => Buffer.from(data).toString().toLowerCase(),
    };
    const signer = new Signer();

    const signed = signer.signObject("abc", { serializer });

    expect(Buffer.from(signed.split(":")[0] ?? "", "base64url").toString()).toBe("ABC");
    expect(signer.unsignObject(signed, { serializer })).toBe("abc");
  });

  it.each([
    ["no JSON", "abc"],
    ["no compressed data", ".abc"],
    ["compressed text that is no JSON", `.${deflateSync("nope").toString("base64url")}`],
  ])("refuses signed text with %s", (_, text) => {
    const signer = new Signer();

    expect(() => signer.unsignObject(signer.sign(text))).toThrow(BadSignature);
  });

  it("inflates nothing before the signature is checked [ADV-144]", () => {
    const bomb = `.${deflateSync("x".repeat(1_000_000)).toString("base64url")}`;
    const loads = vi.fn<SigningSerializer["loads"]>();
    const serializer: SigningSerializer = { dumps: () => new Uint8Array(), loads };

    expect(() => new Signer().unsignObject(`${bomb}:x`, { serializer })).toThrow("does not match");
    expect(loads).not.toHaveBeenCalled();
  });

  it("inflates up to 64 MiB [ADV-144]", () => {
    const zeros = deflateSync(Buffer.alloc(65 * 1_024 * 1_024));
    const signer = new Signer();
    const signed = signer.sign(`.${zeros.toString("base64url")}`);
    const loads = vi.fn<SigningSerializer["loads"]>();

    expect(() =>
      signer.unsignObject(signed, { serializer: { dumps: () => zeros, loads } }),
    ).toThrow(BadSignature);
    expect(loads).not.toHaveBeenCalled();
  });

  it("keeps a key named __proto__ as data [ADV-109]", () => {
    const signer = new Signer();
    const value: unknown = JSON.parse('{"__proto__": {"admin": true}}');

    const read = signer.unsignObject(signer.signObject(value)) as Record<string, unknown>;

    expect(Object.keys(read)).toEqual(["__proto__"]);
    expect(read["admin"]).toBeUndefined();
  });
});

describe("jsonSerializer", () => {
  const text = (value: unknown): string =>
    Buffer.from(jsonSerializer.dumps(value)).toString("latin1");

  it.each<[string, unknown]>([
    ['{"b":1,"a":[true,null]}', { b: 1, a: [true, null] }],
    ['"\\u00e9\\u2019\\ud83d\\ude00\\u007f\\n\\ud800"', "é’😀\x7f\n\ud800"],
    ["1.5", 1.5],
    ["1e+22", 1e22],
    ["1e-07", 1e-7],
    ["1e+16", 1e16],
    ["12345678901234567890", 12345678901234567890n],
    ['{"at":"1970-01-01T00:00:00.000Z"}', { at: new Date(0) }],
  ])("writes %s as Python does", (json, value) => {
    expect(text(value)).toBe(json);
  });

  it("reads integers beyond 2^53 exactly [ADV-117]", () => {
    const data = Buffer.from(
      '{"id":9007199254740993,"half":0.5,"big":1e22,"text":"9007199254740993"}',
    );

    expect(jsonSerializer.loads(data)).toEqual({
      id: 9007199254740993n,
      half: 0.5,
      big: 1e22,
      text: "9007199254740993",
    });
  });

  it.each([undefined, () => 1, Number.NaN, [Infinity]])("refuses %s", (value) => {
    expect(() => jsonSerializer.dumps(value)).toThrow(UnsignableValue);
  });
});

describe("TimestampSigner", () => {
  it("signs the time too, as Django does", () => {
    vi.setSystemTime(123_456_789_000);

    expect(new TimestampSigner().sign("hello")).toBe(
      "hello:8M0kX:d0_aclXVnX0IK5cFck1u5Af2ZmPK_PfSsj_Qa-ipUI0",
    );
  });

  it("gives the value back until it is too old [SEC-23]", () => {
    const signer = new TimestampSigner();
    const signed = signer.sign("a:b");

    later(10);
    expect(signer.unsign(signed)).toBe("a:b");
    expect(signer.unsign(signed, { maxAge: 10 })).toBe("a:b");
    expect(signer.unsign(signed, { maxAge: Temporal.Duration.from({ seconds: 10 }) })).toBe("a:b");

    later(11);
    expect(() => signer.unsign(signed, { maxAge: 10 })).toThrow(SignatureExpired);
    expect(() => signer.unsign(signed, { maxAge: 10 })).toThrow("Signature age 11 > 10 seconds");
    expect(() =>
      signer.unsign(signed, { maxAge: Temporal.Duration.from({ seconds: 10 }) }),
    ).toThrow(SignatureExpired);
  });

  it("calls a limit of NaN exceeded", () => {
    const signer = new TimestampSigner();

    expect(() => signer.unsign(signer.sign("a"), { maxAge: Number.NaN })).toThrow(SignatureExpired);
  });

  it("refuses a time that was changed", () => {
    const signed = new TimestampSigner().sign("hello").replace("1s7FeX", "1s7FeY");

    expect(() => new TimestampSigner().unsign(signed)).toThrow(BadSignature);
  });

  it.each(["hello", "hello:!!!", "hello:"])("refuses %j signed without a time", (value) => {
    const salt = "shared";
    const signed = new Signer({ salt }).sign(value);

    const unsign = (): string => new TimestampSigner({ salt }).unsign(signed, { maxAge: 5 });

    expect(unsign).toThrow(BadSignature);
  });

  it("gives objects back until they are too old", () => {
    const signer = new TimestampSigner();
    const signed = signer.signObject({ a: 1 });

    later(6);
    expect(signer.unsignObject(signed)).toEqual({ a: 1 });
    expect(() => signer.unsignObject(signed, { maxAge: 5 })).toThrow(SignatureExpired);
  });
});

describe("dumps() and loads()", () => {
  it("write and read as Django does [SEC-23]", () => {
    expect(dumps({ a: 1 })).toBe("eyJhIjoxfQ:1s7FeX:zgbtNQhf58IfBzo0ahEEd5hO1_iltJpsH5XooMGhXS0");
    expect(dumps({}, { salt: "other" })).toBe(
      "e30:1s7FeX:3PLd-tr0n8POsA6aiJK56lZhXXiupYirBKI5-FoojHw",
    );
    expect(dumps({ a: 1 }, { key: "kk" })).toBe(
      "eyJhIjoxfQ:1s7FeX:5L41nUH0c9gYEbZ3nUPD56OrGJogTvnSbB_ks22kkEI",
    );
    expect(loads("eyJhIjoxfQ:1s7FeX:zgbtNQhf58IfBzo0ahEEd5hO1_iltJpsH5XooMGhXS0")).toEqual({
      a: 1,
    });
  });

  it("read what was written with a former key", () => {
    expect(loads(dumps([1], { key: "old" }), { key: "new", fallbackKeys: ["old"] })).toEqual([1]);
  });

  it("keep purposes apart and respect the age", () => {
    const signed = dumps([1], { salt: "one", compress: true });

    expect(() => loads(signed, { salt: "two" })).toThrow(BadSignature);
    later(6);
    expect(loads(signed, { salt: "one", maxAge: 6 })).toEqual([1]);
    expect(() => loads(signed, { salt: "one", maxAge: 5 })).toThrow(SignatureExpired);
  });
});

describe("b62Encode() and b62Decode()", () => {
  it.each([
    [0, "0"],
    [61, "z"],
    [62, "10"],
    [1_715_783_445, "1s7FeX"],
    [-62, "-10"],
    [12345678901234567890n, "EhzL6HwZ5ow"],
  ])("write %s as %s and read it", (value, text) => {
    expect(b62Encode(value)).toBe(text);
    expect(b62Decode(text)).toBe(value);
  });

  it("refuse other characters", () => {
    expect(() => b62Decode("a!")).toThrow(BadSignature);
  });
});

describe("saltedHmac()", () => {
  it("uses the secret key of the settings unless given another", () => {
    expect(saltedHmac("", "", { algorithm: "sha1" }).toString("hex")).toBe(
      "222a6f6872811f78ad796a9703dc98a0b70df30d",
    );
    expect(saltedHmac("salt", "value", { secret: "secret" }).toString("hex")).toBe(
      "a82be9ba6efe61405ee8d2e8a3781c37e103360a",
    );
  });
});

describe("signed cookies", () => {
  it("are signed as Django signs them", () => {
    expect(getCookieSigner("cookienamecookiesalt").sign("")).toBe(
      ":1s7FeX:96S7ExybvKmCXFbFEB8nbdIcfpYUPoVmh-JSPZWFXT4",
    );
    expect(signCookie("basket", "3", "shop")).toBe(
      getCookieSigner("django.http.cookies.v2:4:shopbasket").sign("3"),
    );
  });

  it("give their value back under the same name and salt", () => {
    expect(unsignCookie("basket", signCookie("basket", "a:b"))).toBe("a:b");
    expect(unsignCookie("basket", signCookie("basket", "3", "é😀"), { salt: "é😀" })).toBe("3");
  });

  it.each([
    ["another name", "total", "shop"],
    ["another salt", "basket", "shops"],
    ["no salt", "basket", ""],
  ])("are refused under %s", (_, name, salt) => {
    const signed = signCookie("basket", "3", "shop");

    expect(() => unsignCookie(name, signed, { salt })).toThrow(BadSignature);
  });

  it("keep name and salt apart [ADV-078] [SEC-42]", () => {
    const signed = signCookie("a", "hello", "bc");

    expect(() => unsignCookie("ab", signed, { salt: "c" })).toThrow(BadSignature);
    expect(() => unsignCookie("bca", signed, { salt: "" })).toThrow(BadSignature);
    expect(() => unsignCookie("c2:bca", signed, { salt: "" })).toThrow(BadSignature);
  });

  it("of the former kind are accepted only when the setting says so [ADV-078] [SEC-42]", () => {
    const former = getCookieSigner("abc").sign("hello");

    expect(() => unsignCookie("a", former, { salt: "bc" })).toThrow(BadSignature);
    using _ = overrideSettings({ signedCookieLegacySaltFallback: true });

    expect(unsignCookie("a", former, { salt: "bc" })).toBe("hello");
    expect(() => unsignCookie("a", former, { salt: "bd" })).toThrow(BadSignature);
  });

  it("expire, also those of the former kind [ADV-078]", () => {
    const signed = signCookie("a", "hello");
    const former = getCookieSigner("abc").sign("hello");
    using _ = overrideSettings({ signedCookieLegacySaltFallback: true });

    later(11);

    expect(() => unsignCookie("a", signed, { maxAge: 10 })).toThrow(SignatureExpired);
    expect(() => unsignCookie("a", former, { salt: "bc", maxAge: 10 })).toThrow(SignatureExpired);
  });

  it("accept the former secret keys [SEC-24]", () => {
    const signed = signCookie("a", "hello");
    using _ = overrideSettings({ secretKey: "new", secretKeyFallbacks: [SECRET_KEY] });

    expect(unsignCookie("a", signed)).toBe("hello");
  });

  it("are signed by the backend of the settings", () => {
    class ShoutingSigner extends TimestampSigner {
      override sign(value: string): string {
        return super.sign(value.toUpperCase());
      }
    }
    using _ = overrideSettings({ signingBackend: ShoutingSigner });

    expect(unsignCookie("a", signCookie("a", "hello"))).toBe("HELLO");
  });
});
