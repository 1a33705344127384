/** Seconds of a day. Terms count in days since 1970-01-01, UTC. */
export const DAY_S = 86_400

/** The day, UTC, of a time in Unix seconds. */
export const dayOf = (timeS: number): number => Math.floor(timeS / DAY_S)
