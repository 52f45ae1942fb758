import { defineConfig } from "vitest/config";

import base from "./vitest.config.ts";

const HOUR = 3_600_000;

/** `npm run test:long`: long fuzzing, load and upload runs. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ["tests/long/**/*.test.ts"],
    exclude: ["**/node_modules/**"],
    testTimeout: HOUR,
  },
});
