import { type ExplorerLocation, formatLocation, parseLocation } from './location.ts'

/** Where the reader has been: `at` is where they are. */
export interface Visits {
  readonly places: readonly ExplorerLocation[]
  readonly at: number
}

const lengthMax = 100

export const startVisits = (path: string): Visits => ({ places: [parseLocation(path)], at: 0 })

/** Goes somewhere new; what was ahead is forgotten. Going where one is changes nothing. */
export function visit({ places, at }: Visits, location: ExplorerLocation): Visits {
  const here = places[at]
  if (here !== undefined && formatLocation(here) === formatLocation(location)) return { places, at }
  const next = [...places.slice(0, at + 1), location].slice(-lengthMax)
  return { places: next, at: next.length - 1 }
}

export const canMove = ({ places, at }: Visits, steps: -1 | 1) => at + steps >= 0 && at + steps < places.length

/** Back or forward, as far as there is somewhere to go. */
export const move = (visits: Visits, steps: -1 | 1): Visits =>
  canMove(visits, steps) ? { places: visits.places, at: visits.at + steps } : visits

export const whereIs = ({ places, at }: Visits): ExplorerLocation => places[at] ?? { page: 'latest' }
