// Plain JavaScript: it runs before anything is installed, on whatever Node the machine has.
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const PAUSE = 500;
/** Milliseconds after which a holder that left no number behind counts as gone. */
const NAMELESS = 5_000;

/**
 * Waits until no other process holds `folder`, takes it, and gives the function that releases it. A
 * process that was ended while it held the folder holds it no longer.
 */
export function takeFolder(folder, { onWait } = {}) {
  for (let waited = false; ; waited = true) {
    try {
      mkdirSync(folder);
      writeFileSync(holderFile(folder), String(process.pid));
      return () => rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (isAbandoned(folder)) {
      rmSync(folder, { recursive: true, force: true });
      continue;
    }
    if (!waited) onWait?.();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
  }
}

function holderFile(folder) {
  return path.join(folder, "pid");
}

function isAbandoned(folder) {
  try {
    const pid = Number(readFileSync(holderFile(folder), "utf8"));
    return pid > 0 ? !isRunning(pid) : isOld(folder);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    return isOld(folder);
  }
}

function isOld(folder) {
  const made = statSync(folder, { throwIfNoEntry: false })?.mtimeMs;
  return made !== undefined && Date.now() - made > NAMELESS;
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
