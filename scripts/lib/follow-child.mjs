// Plain JavaScript: it runs on whatever Node the machine has.

const EVERY = 500;

/**
 * Ties this process and `child` together: signals reach the child, its exit status becomes ours, and it
 * ends when whoever started us is gone. npm starts a script through a shell that passes no signals on:
 * without the latter, `kill` of an `npm start` would leave its server behind.
 */
export function followChild(child) {
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) child.kill("SIGTERM");
  }, EVERY);
  child.on("exit", (code, signal) => {
    clearInterval(timer);
    process.exitCode = code ?? (signal === "SIGINT" || signal === "SIGTERM" ? 0 : 1);
  });
}
