import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import net, { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

import type { DatabaseSettings } from "nuages/conf";

/** Database servers refuse to run as root: then it is the user that has no rights. */
const NOBODY = 65_534;
const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

const FOLDERS = [
  ...(process.env["PATH"] ?? "").split(path.delimiter),
  ...versions("/usr/lib/postgresql"),
  "/usr/sbin",
  "/usr/local/sbin",
];

function versions(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((version) => path.join(folder, version, "bin"));
}

function find(program: string): string | undefined {
  return FOLDERS.map((folder) => path.join(folder, program)).find((file) => existsSync(file));
}

interface Kind {
  readonly label: string;
  readonly programs: readonly string[];
  /** Arguments of the programs that make the data, and that serve it. */
  install(folder: string): string[];
  serve(folder: string, port: number): string[];
  settings(port: number): DatabaseSettings;
}

const KINDS: readonly Kind[] = [
  {
    label: "PostgreSQL",
    programs: ["initdb", "postgres"],
    install: (folder) => ["-D", folder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"],
    serve: (folder, port) => [
      "-D",
      folder,
      "-p",
      String(port),
      "-k",
      folder,
      "-c",
      "listen_addresses=127.0.0.1",
    ],
    settings: (port) => ({
      engine: "postgresql",
      name: "postgres",
      user: "postgres",
      host: "127.0.0.1",
      port,
    }),
  },
  {
    label: "MariaDB",
    programs: ["mariadb-install-db", "mariadbd"],
    install: (folder) => [
      "--no-defaults",
      `--datadir=${folder}`,
      "--auth-root-authentication-method=normal",
      "--skip-test-db",
    ],
    serve: (folder, port) => [
      "--no-defaults",
      `--datadir=${folder}`,
      `--port=${port}`,
      `--socket=${path.join(folder, "s")}`,
      "--bind-address=127.0.0.1",
      "--skip-name-resolve",
      `--pid-file=${path.join(folder, "pid")}`,
    ],
    settings: (port) => ({
      engine: "mysql",
      name: "mysql",
      user: "root",
      host: "127.0.0.1",
      port,
    }),
  },
];

/** A kind of server whose programs are installed, or not. */
export interface OwnServerKind {
  readonly label: string;
  readonly isInstalled: boolean;
  start(): Promise<OwnServer>;
}

/** A server that belongs to a test: it can be killed. */
export interface OwnServer extends AsyncDisposable {
  readonly settings: DatabaseSettings;
  /** Ends it in the middle of everything, as a crash does. */
  kill(): Promise<void>;
  /** Starts it again, on the same data and port. */
  restart(): Promise<void>;
}

export const ownServers: readonly OwnServerKind[] = KINDS.map((kind) => ({
  label: kind.label,
  isInstalled: kind.programs.every((program) => find(program) !== undefined),
  start: () => startServer(kind),
}));

async function freePort(): Promise<number> {
  const listener = net.createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, "close");
  return port;
}

async function startServer(kind: Kind): Promise<OwnServer> {
  const [installer = "", server = ""] = kind.programs.map((program) => find(program) ?? program);
  const folder = await mkdtemp(path.join(tmpdir(), "nuages-server-"));
  if (identity.uid !== undefined) await chown(folder, identity.uid, identity.gid);
  const options = { ...identity, cwd: folder, env: { ...process.env, HOME: folder } };
  await promisify(execFile)(installer, kind.install(folder), options);
  const port = await freePort();
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    child = spawn(server, kind.serve(folder, port), { ...options, stdio: "ignore" });
    await untilItAnswers(port, child);
  };
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  };
  await start();
  return {
    settings: kind.settings(port),
    kill: () => stop("SIGKILL"),
    restart: start,
    async [Symbol.asyncDispose]() {
      await stop("SIGTERM");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const PATIENCE = 40_000;

async function untilItAnswers(port: number, child: ChildProcess): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}.`);
    const socket = net.connect(port, "127.0.0.1");
    const isThere = await Promise.race([
      once(socket, "connect").then(
        () => true,
        () => false,
      ),
      sleep(1_000, false),
    ]);
    socket.destroy();
    if (isThere) return;
    await sleep(50);
  }
  throw new Error("The server does not answer.");
}
