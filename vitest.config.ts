import { defineConfig } from 'vitest/config'

/** A suite that starts hosts, browsers or windows: one file at a time, with the time such things need. */
const heavy = {
  fileParallelism: false,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 15_000 } },
} as const

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.{ts,tsx}'], testTimeout: 60_000 } },
      { test: { name: 'api', include: ['test/api/**/*.test.ts'], ...heavy } },
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], ...heavy } },
      { test: { name: 'electron', include: ['test/electron/**/*.test.ts'], ...heavy } },
    ],
  },
})
