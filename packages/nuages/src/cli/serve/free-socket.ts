import { lstatSync, unlinkSync } from "node:fs";
import { connect } from "node:net";

import { CommandError } from "../errors.ts";

/**
 * Removes the socket that a server left behind which was killed.
 *
 * @throws CommandError when a program listens on it, or when it is no socket
 */
export async function freeSocket(path: string): Promise<void> {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isSocket()) throw new CommandError(`${path} is there, and is no socket.`);
  if (await answers(path)) {
    throw new CommandError(`The socket ${path} is in use.`, {
      hint: "Stop the program that listens on it, or name another.",
    });
  }
  unlinkSync(path);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => resolve(true));
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code !== "ECONNREFUSED"));
    socket.once("connect", () => socket.destroy());
  });
}
