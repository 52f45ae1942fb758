import type { AddressInfo } from "node:net";

/** What a server of the benchmark tells about itself when it is asked. */
export interface Usage {
  /** Microseconds of processor time so far. */
  readonly cpu: number;
  /** Resident memory in bytes. */
  readonly rss: number;
}

/** What a server says when it is ready. */
export interface Announcement {
  readonly announcedPort: number;
}

/** Tells the benchmark which port is open, and answers its questions. */
export function announce(address: AddressInfo | string | null): void {
  if (address === null || typeof address === "string") throw new TypeError("not a port");
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    const usage: Usage = { cpu: user + system, rss: process.memoryUsage.rss() };
    process.send?.(usage);
  });
  process.on("disconnect", () => process.exit());
  const announcement: Announcement = { announcedPort: address.port };
  process.send?.(announcement);
}
