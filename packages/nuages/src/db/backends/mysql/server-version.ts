import { ImproperlyConfigured } from "../../../errors/index.ts";
import { NotSupportedError } from "../../errors.ts";

/** The two kinds of server: they speak one protocol and not quite one language. */
export type Flavor = "mariadb" | "mysql";

type Numbers = readonly [major: number, minor: number, patch: number];

/** A kind of server and its version: what SQL may be written for it. */
export interface ServerVersion {
  readonly flavor: Flavor;
  readonly numbers: Numbers;
}

const NAMES: Readonly<Record<Flavor, string>> = { mariadb: "MariaDB", mysql: "MySQL" };

/** The oldest that can be used at all. */
const FLOORS: Readonly<Record<Flavor, Numbers>> = { mariadb: [10, 5, 0], mysql: [8, 0, 11] };

/** What statements are written for where the settings name no version: everything newer is as good. */
const USUAL: Readonly<Record<Flavor, Numbers>> = { mariadb: [10, 7, 0], mysql: [8, 0, 31] };

function compare(first: Numbers, second: Numbers): number {
  return first[0] - second[0] || first[1] - second[1] || first[2] - second[2];
}

function shown({ flavor, numbers }: ServerVersion): string {
  return `${NAMES[flavor]} ${numbers.join(".")}`;
}

export function isAtLeast({ numbers }: ServerVersion, ...floor: Numbers): boolean {
  return compare(numbers, floor) >= 0;
}

/**
 * What the settings say of the server: `"mariadb"`, `"mysql"`, or with the lowest version that is used,
 * `"mysql 8.0.13"`.
 *
 * @throws ImproperlyConfigured for anything else, NotSupportedError for a version that is too old
 */
export function declaredServer(alias: string, given: unknown = "mariadb"): ServerVersion {
  const [, flavor, major, minor, patch = "0"] =
    /^(mariadb|mysql)(?: (\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?)?$/.exec(String(given)) ?? [];
  if (flavor !== "mariadb" && flavor !== "mysql") {
    throw new ImproperlyConfigured(`databases.${alias}.options.server is "${String(given)}".`, {
      hint: 'It is "mariadb" (the default) or "mysql", with the lowest version that is used where it is an older one: "mysql 8.0.13".',
    });
  }
  if (major === undefined) return { flavor, numbers: USUAL[flavor] };
  const server = { flavor, numbers: [Number(major), Number(minor), Number(patch)] } as const;
  refuseOld(server);
  return server;
}

/** What a server says of itself: `10.11.19-MariaDB-0+deb12u1`, `5.5.5-10.6.12-MariaDB`, `8.0.36`. */
export function serverOf(version: string): ServerVersion {
  const isMariaDb = /mariadb/i.test(version);
  const numbers = (isMariaDb ? /(\d+)\.(\d+)\.(\d+)-mariadb/i : /(\d+)\.(\d+)\.(\d+)/).exec(
    version,
  );
  const [major = 0, minor = 0, patch = 0] = (numbers ?? []).slice(1).map(Number);
  return { flavor: isMariaDb ? "mariadb" : "mysql", numbers: [major, minor, patch] };
}

/**
 * @throws NotSupportedError for a server that is too old, ImproperlyConfigured for one that statements
 * are not written for
 */
export function checkServer(alias: string, declared: ServerVersion, version: string): void {
  const actual = serverOf(version);
  if (actual.flavor !== declared.flavor) {
    throw new ImproperlyConfigured(
      `databases.${alias} is a server of ${NAMES[actual.flavor]}, and its settings say the other.`,
      { hint: `Set options: { server: "${actual.flavor}" } for databases.${alias}.` },
    );
  }
  refuseOld(actual, version);
  if (compare(actual.numbers, declared.numbers) >= 0) return;
  throw new ImproperlyConfigured(
    `databases.${alias} is ${shown(actual)}, and its settings say ${shown(declared)} or later.`,
    {
      hint: `Set options: { server: "${actual.flavor} ${actual.numbers.join(".")}" } for databases.${alias}: statements are then written for it.`,
    },
  );
}

function refuseOld(server: ServerVersion, found = server.numbers.join(".")): void {
  const floor = FLOORS[server.flavor];
  if (compare(server.numbers, floor) >= 0) return;
  throw new NotSupportedError(
    `${shown({ flavor: server.flavor, numbers: floor })} or later is required (found ${found}).`,
  );
}
