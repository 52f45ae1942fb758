type Release = () => void | Promise<void>;

const releases = new Set<Release>();

/**
 * Registers what releases something the process holds, such as connections, when a command or a server
 * ends; the same function counts once.
 */
export function onShutdown(release: Release): void {
  releases.add(release);
}

/**
 * Releases what was registered, the last first. All are tried; then the first error is thrown.
 * Commands and servers do it by themselves; a script of your own calls it last.
 */
export async function shutdown(): Promise<void> {
  const errors: unknown[] = [];
  for (const release of [...releases].reverse()) {
    releases.delete(release);
    try {
      await release();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
