import { AsyncLocalStorage } from "node:async_hooks";

import { OperationalError } from "../../errors.ts";
import type { ServerConnection } from "./server-connection.ts";
import type { Holder } from "../holder.ts";

/** Limits of a {@link Pool}; times in seconds. */
export interface PoolOptions {
  /** Connections at most. */
  readonly maxSize: number;
  /** Longest wait for a free connection. */
  readonly timeout: number;
  /** A connection that was not used for so long is closed. */
  readonly maxIdle: number;
  /** A connection older than this is not used again. */
  readonly maxAge: number;
  /** Connections are tested before they are used again. */
  readonly healthChecks: boolean;
}

/** A connection that somebody uses alone until {@link release}. */
export interface Lease<C> {
  readonly connection: C;
  release(): void;
}

interface Entry<C> {
  readonly connection: C;
  readonly openedAt: number;
  usedAt: number;
  holder: Holder;
  heldSince: number;
}

interface Waiting {
  readonly wake: () => void;
}

const MAX_NAMED = 10;
/** A timer takes no more milliseconds: it would go off at once. */
const LONGEST = 2_147_483_647;

/** Work begun in here belongs to no request and no transaction: connections outlive both. */
const detached = AsyncLocalStorage.snapshot();

function seconds(since: number): string {
  return `${((Date.now() - since) / 1_000).toFixed(1)} s`;
}

/** Does the server answer on this very connection? */
async function isAlive(connection: ServerConnection): Promise<boolean> {
  const { elsewhere } = connection;
  connection.elsewhere = undefined;
  try {
    await connection.query("SELECT 1", []);
    return true;
  } catch {
    return false;
  } finally {
    connection.elsewhere = elsewhere;
  }
}

/** Connections to one database, opened when they are needed and used by one at a time. */
export class Pool<C extends ServerConnection> {
  readonly #alias: string;
  readonly #open: () => Promise<C>;
  readonly #options: PoolOptions;
  readonly #idle: Entry<C>[] = [];
  readonly #held = new Set<Entry<C>>();
  readonly #waiting: Waiting[] = [];
  #opening = 0;
  #closed = false;
  #sweeper: NodeJS.Timeout | undefined;

  constructor(alias: string, open: () => Promise<C>, options: PoolOptions) {
    this.#alias = alias;
    this.#open = open;
    this.#options = options;
  }

  /** Connections that are open or being opened. */
  get size(): number {
    return this.#idle.length + this.#held.size + this.#opening;
  }

  /** A connection that is free now, without waiting; undefined when it has to be opened, tested or waited for. */
  takeFree(holder: Holder): Lease<C> | undefined {
    if (this.#options.healthChecks || this.#closed) return undefined;
    const entry = this.#takeIdle();
    return entry === undefined ? undefined : this.#lease(entry, holder);
  }

  /**
   * A connection for `holder` (what it is used for, for messages).
   *
   * @throws OperationalError when none became free in time; it names who holds them
   */
  async take(holder: Holder): Promise<Lease<C>> {
    const deadline = Date.now() + this.#options.timeout * 1_000;
    for (;;) {
      if (this.#closed) throw this.#closedError();
      const lease = this.#options.healthChecks
        ? await this.#takeTested(holder)
        : this.takeFree(holder);
      if (lease !== undefined) return lease;
      // One was given back during the tests: nobody would wake us for it again.
      if (this.#idle.length > 0) continue;
      if (this.size < this.#options.maxSize) return await this.#openOne(holder);
      await this.#untilFree(deadline);
    }
  }

  /** Gives up a connection that was lost, before those who hold it give it back. */
  drop(connection: C): void {
    for (const entry of this.#held) {
      if (entry.connection !== connection) continue;
      this.#held.delete(entry);
      this.#giveBack(entry);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#sweeper);
    for (const { wake } of this.#waiting.splice(0)) wake();
    await Promise.all(this.#idle.splice(0).map(({ connection }) => connection.close()));
  }

  #closedError(): OperationalError {
    return new OperationalError(`The connections to database "${this.#alias}" were closed.`);
  }

  /** The connection used last, if it can be used again: others may grow old and be closed. */
  #takeIdle(): Entry<C> | undefined {
    for (let entry = this.#idle.pop(); entry !== undefined; entry = this.#idle.pop()) {
      if (entry.connection.isUsable && !this.#isOld(entry)) return entry;
      this.#discard(entry);
    }
    return undefined;
  }

  async #takeTested(holder: Holder): Promise<Lease<C> | undefined> {
    for (let entry = this.#takeIdle(); entry !== undefined; entry = this.#takeIdle()) {
      this.#opening += 1;
      const isHealthy = await isAlive(entry.connection);
      this.#opening -= 1;
      if (isHealthy && !this.#closed) return this.#lease(entry, holder);
      this.#discard(entry);
      if (this.#closed) throw this.#closedError();
    }
    return undefined;
  }

  #isOld({ openedAt, usedAt }: Entry<C>): boolean {
    const now = Date.now();
    const { maxAge, maxIdle } = this.#options;
    return now - openedAt > maxAge * 1_000 || now - usedAt > maxIdle * 1_000;
  }

  /** Closes a connection that is not used again; that closing fails changes nothing. */
  #discard({ connection }: Entry<C>): void {
    void connection.close().catch(() => undefined);
  }

  async #openOne(holder: Holder): Promise<Lease<C>> {
    this.#opening += 1;
    try {
      const connection = await detached(this.#open);
      const now = Date.now();
      const entry = { connection, openedAt: now, usedAt: now, holder, heldSince: now };
      if (!this.#closed) return this.#lease(entry, holder);
      this.#discard(entry);
      throw this.#closedError();
    } catch (error) {
      this.#wakeOne();
      throw error;
    } finally {
      this.#opening -= 1;
    }
  }

  #lease(entry: Entry<C>, holder: Holder): Lease<C> {
    entry.holder = holder;
    entry.heldSince = Date.now();
    this.#held.add(entry);
    return {
      connection: entry.connection,
      release: () => {
        if (this.#held.delete(entry)) this.#giveBack(entry);
      },
    };
  }

  #giveBack(entry: Entry<C>): void {
    entry.usedAt = Date.now();
    if (this.#closed || !entry.connection.isUsable || this.#isOld(entry)) this.#discard(entry);
    else this.#idle.push(entry);
    this.#sweepLater();
    this.#wakeOne();
  }

  #wakeOne(): void {
    this.#waiting.shift()?.wake();
  }

  async #untilFree(deadline: number): Promise<void> {
    const left = deadline - Date.now();
    if (left <= 0) throw this.#exhausted();
    await new Promise<void>((resolve, reject) => {
      const waiting: Waiting = {
        wake: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      const timer = setTimeout(
        () => {
          this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
          // The longest time that a timer knows may be shorter than the time that is left.
          if (Date.now() < deadline) resolve();
          else reject(this.#exhausted());
        },
        Math.min(left, LONGEST),
      );
      this.#waiting.push(waiting);
    });
  }

  #exhausted(): OperationalError {
    const { maxSize, timeout } = this.#options;
    const holders = [...this.#held]
      .sort((first, second) => first.heldSince - second.heldSince)
      .map(({ holder, heldSince }) => `${String(holder)} (for ${seconds(heldSince)})`);
    const named = holders.slice(0, MAX_NAMED).join("; ");
    const more = holders.length > MAX_NAMED ? `; and ${holders.length - MAX_NAMED} more` : "";
    return new OperationalError(
      `No connection to database "${this.#alias}" became free within ${timeout} s: all ${maxSize} are in use.`,
      {
        hint: `They are held by: ${named}${more}. Make those blocks shorter, or raise options.pool.maxSize of databases.${this.#alias}.`,
        details: { alias: this.#alias, holders },
      },
    );
  }

  /** Idle connections are closed in time, also when nobody asks for one. */
  #sweepLater(): void {
    if (this.#sweeper !== undefined || this.#closed) return;
    const pause = Math.min(Math.max(1, this.#options.maxIdle) * 500, LONGEST);
    this.#sweeper = detached(() =>
      setInterval(() => {
        this.#sweep();
      }, pause),
    );
    this.#sweeper.unref();
  }

  #sweep(): void {
    const kept: Entry<C>[] = [];
    for (const entry of this.#idle.splice(0)) {
      if (entry.connection.isUsable && !this.#isOld(entry)) kept.push(entry);
      else this.#discard(entry);
    }
    this.#idle.push(...kept);
    if (this.size > 0) return;
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
  }
}
