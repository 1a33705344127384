/** Lets whoever waits for the thread have it; resolves right after. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
