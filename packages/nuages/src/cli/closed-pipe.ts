/**
 * Lets a command go on to its end when nobody reads what it prints any more, as after `| head -1`: half
 * of a migration would be worse than output that is lost.
 */
export function outliveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr])
    if (!stream.listeners("error").includes(ignoreClosedPipe)) stream.on("error", ignoreClosedPipe);
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
