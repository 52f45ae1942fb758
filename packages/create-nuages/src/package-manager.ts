/** A program that installs packages. */
export interface PackageManager {
  readonly name: string;
  /** What runs a program of an installed package: `npx`. */
  readonly run: string;
}

const NPM: PackageManager = { name: "npm", run: "npx" };
const OTHERS: readonly PackageManager[] = [
  { name: "pnpm", run: "pnpm exec" },
  { name: "yarn", run: "yarn" },
  { name: "bun", run: "bunx" },
];

/** The one that this program was started with: `npm create`, `pnpm create` …; npm when none says so. */
export function packageManager(
  agent: string | undefined = process.env["npm_config_user_agent"],
): PackageManager {
  const [name] = agent?.split("/") ?? [];
  return OTHERS.find((manager) => manager.name === name) ?? NPM;
}
