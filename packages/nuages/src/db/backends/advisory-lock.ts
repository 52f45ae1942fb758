import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

import { settings } from "../../conf/index.ts";
import { LockTimeout, OperationalError } from "../errors.ts";
import { connections } from "./connections.ts";
import { isBusy } from "./sqlite/errors.ts";

/** Options of {@link withAdvisoryLock}. */
export interface AdvisoryLockOptions {
  /** Alias of the database. */
  readonly using: string;
  /** What the lock is for; different names do not exclude each other. */
  readonly name: string;
  /** Longest wait for whoever has it, in milliseconds. Default: 10 minutes. */
  readonly timeout?: number;
  /** Called once when there is somebody to wait for. */
  readonly onWait?: () => void;
}

const DEFAULT_TIMEOUT = 600_000;
const PAUSE = 100;

/**
 * Runs `work` while no other process does the same on that database. The lock lives as long as a
 * connection of its own: it ends with the process, however that ends. A database in memory needs none.
 *
 * @throws LockTimeout when another process keeps it for longer than `timeout`
 */
export async function withAdvisoryLock<T>(
  options: AdvisoryLockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const lock = lockOf(options);
  if (lock === undefined) return work();
  try {
    await waitFor(lock, options);
    return await work();
  } finally {
    await lock.close();
  }
}

/** Something that one process can have at a time; closing gives it back. */
interface Lock {
  tryTake(): Promise<boolean>;
  close(): Promise<void>;
}

async function waitFor(
  lock: Lock,
  { using, name, timeout = DEFAULT_TIMEOUT, onWait }: AdvisoryLockOptions,
): Promise<void> {
  const end = performance.now() + timeout;
  if (await lock.tryTake()) return;
  onWait?.();
  while (performance.now() < end) {
    await sleep(PAUSE);
    if (await lock.tryTake()) return;
  }
  throw LockTimeout.waited(name, using, timeout);
}

function lockOf({ using, name }: AdvisoryLockOptions): Lock | undefined {
  const { vendor } = connections.get(using).dialect;
  const database = settings.databases[using]?.name ?? ":memory:";
  if (vendor === "postgresql") {
    // Locks are numbers there, of one database each.
    const key = BigInt.asIntN(64, BigInt(`0x${digest(name).slice(0, 16)}`));
    return serverLock(using, `SELECT pg_try_advisory_lock(${key})`);
  }
  if (vendor === "mysql") {
    // Locks have names of at most 64 characters there, and are of the whole server.
    const key = digest(`${name}:${database}`).slice(0, 60);
    return serverLock(using, `SELECT GET_LOCK('${key}', 0)`);
  }
  if (database === ":memory:" || database === "") return undefined;
  return fileLock(digest(`${name}:${realPath(database)}`).slice(0, 32));
}

function digest(text: string): string {
  return createHash("sha256").update(`nuages:${text}`).digest("hex");
}

/** The path without links, as far as it exists. */
function realPath(file: string): string {
  if (existsSync(file)) return realpathSync(file);
  const folder = dirname(resolve(file));
  return existsSync(folder) ? join(realpathSync(folder), basename(file)) : resolve(file);
}

/** The one connection stays open however long the work lasts: the server's lock is its. */
const UNLIMITED = { maxSize: 1, maxIdle: 1_000_000, maxAge: 1_000_000_000 };

/** A lock of a server; it goes with the session that has it. */
function serverLock(using: string, statement: string): Lock {
  const options = { ...settings.databases[using]?.options, pool: UNLIMITED };
  const database = connections.open(using, { options, connMaxAge: null });
  return {
    async tryTake() {
      const [row] = await database.query(statement, []);
      return row?.[0] === true || Number(row?.[0]) === 1;
    },
    close: () => database.close(),
  };
}

/**
 * The user's own folder for locks. Everybody may write to the one above: what somebody else put there
 * must not be opened.
 *
 * @throws OperationalError when the folder belongs to somebody else
 */
function lockFolder(): string {
  const user = process.getuid?.() ?? 0;
  const folder = join(tmpdir(), `nuages-locks-${user}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (found.isDirectory() && (found.uid === user || process.getuid === undefined)) return folder;
  throw new OperationalError(`${folder} is no folder of this user.`, {
    hint: "Remove it, or set TMPDIR to another folder for temporary files.",
  });
}

/** SQLite has no such locks: another file, locked as a database, is one. */
function fileLock(name: string): Lock {
  const handle = new DatabaseSync(join(lockFolder(), `${name}.lock`), { timeout: 0 });
  return {
    async tryTake() {
      try {
        handle.exec("BEGIN EXCLUSIVE");
        return true;
      } catch (error) {
        if (isBusy(error)) return false;
        throw error;
      }
    },
    async close() {
      handle.close();
    },
  };
}
