import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

import { compileCacheEnvironment } from "../../utils/compile-cache.ts";

/** Set in the environment of the process that serves. */
export const serverProcessVariable = "NUAGES_RUN_MAIN";

/** What the serving process tells the one that watches. */
export type ServerMessage =
  | { readonly kind: "watch"; readonly folders: readonly string[] }
  | { readonly kind: "stop" };

/** Milliseconds a server has to end by itself. */
const patience = 2_000;

/** What is told about a {@link ServerProcess}. */
export interface ServerProcessEvents {
  onExit(status: number): void;
  /** One more folder to watch. */
  onFolder(folder: string): void;
}

/** The process that serves, seen from the one that watches. */
export class ServerProcess {
  /** Whether starting it again would fail in the same way. */
  mustStop = false;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  constructor(argv: readonly string[], events: ServerProcessEvents) {
    this.#child = spawn(process.execPath, argv, {
      env: { ...process.env, ...compileCacheEnvironment(), [serverProcessVariable]: "true" },
      stdio: ["inherit", "inherit", "inherit", "ipc"],
    });
    this.#exited = once(this.#child, "exit");
    this.#child.on("exit", (code) => events.onExit(code ?? 1));
    this.#child.on("message", (message: ServerMessage) => {
      if (message.kind === "stop") this.mustStop = true;
      else for (const folder of message.folders) events.onFolder(folder);
    });
  }

  /** Ends the process, and resolves when it is gone and its port is free. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill("SIGTERM");
    const impatience = setTimeout(() => this.#child.kill("SIGKILL"), patience);
    await this.#exited;
    clearTimeout(impatience);
  }
}
