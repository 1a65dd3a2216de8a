import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: "harness/setup.ts",
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A browser is several processes already.
    maxWorkers: 2,
    retry: 0,
  },
});
