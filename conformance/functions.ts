import { overrideSettings } from "nuages/conf";
import { runWithLocale } from "nuages/i18n";
import { SafeString } from "nuages/utils/safestring";
import { Temporal } from "nuages/utils/temporal";

import type { Adapter, Outcome, Vector } from "./adapter.ts";
import { camelCase } from "./names.ts";
import { sameOutcome } from "./outcome.ts";
import { sameValue } from "./same-value.ts";
import { decode, type ReadSpecial } from "./values.ts";

/** Our function for each of Django's, by its dotted name. */
export type Calls = Readonly<
  Record<
    string,
    (args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>, vector: Vector) => unknown
  >
>;

/** Reads safe text and moments with the zone they are in. */
export const readText: ReadSpecial = (tagged) => {
  const text = typeof tagged.v === "string" ? tagged.v : "";
  if (tagged.$ === "safe") return new SafeString(text);
  if (tagged.$ !== "datetime") return tagged;
  const offset = /(?:Z|[+-]\d\d:\d\d)$/.exec(text)?.[0] ?? "Z";
  const zone = typeof tagged.tz === "string" ? tagged.tz : offset === "Z" ? "UTC" : offset;
  return Temporal.Instant.from(text).toZonedDateTimeISO(zone);
};

/** Runs work under the settings, the language and the time zone of a vector. */
export async function inEnvironment<Result>(
  vector: Vector,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  const values = Object.entries(vector.settings ?? {}).map(
    ([name, value]) => [camelCase(name.toLowerCase()), decode(value, readText)] as const,
  );
  using _settings = overrideSettings(Object.fromEntries(values));
  return await runWithLocale(
    { language: vector.language, timeZone: vector.timezone },
    async () => await work(),
  );
}

/** Calls our function for a vector's. */
export async function call(calls: Calls, vector: Vector): Promise<Outcome> {
  const run = calls[String(vector.fn)];
  if (run === undefined) throw new TypeError(`${String(vector.fn)} has no counterpart.`);
  const args = decode(vector.args, readText) as readonly unknown[];
  const kwargs = decode(vector.kwargs, readText) as Readonly<Record<string, unknown>>;
  return { value: await inEnvironment(vector, () => run(args, kwargs, vector)) };
}

/** Safe text and plain text of the same letters are the same answer, except where safety was asked. */
function plain(value: unknown): unknown {
  return value instanceof String ? value.valueOf() : value;
}

/** The areas of functions, with texts compared by their letters. */
export function functionAreas(areas: readonly string[]): Pick<Adapter, "areas" | "matches"> {
  return {
    areas,
    matches({ expect }, outcome) {
      if (expect.error !== undefined) return sameOutcome(expect, outcome);
      const wanted = plain(decode(expect.value, readText));
      return outcome.error === undefined && sameValue(wanted, plain(outcome.value));
    },
  };
}

const ENGLISH = /^en(?:-|$)/;

/** True for vectors in another language than that of the source. */
export function isForeign({ language }: Vector): boolean {
  return typeof language === "string" && !ENGLISH.test(language);
}
