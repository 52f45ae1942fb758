import { defineConfig } from "vitest/config";

const conditions = ["@nuages/source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: [
      "packages/*/src/**/*.test.ts",
      "conformance/**/*.test.ts",
      "scripts/**/*.test.ts",
      "tests/**/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "**/dist/**", "tests/long/**"],
    pool: "forks",
    reporters: ["default", "./scripts/lib/skip-reporter.ts"],
    execArgv: ["--conditions=@nuages/source"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
