/** A rectangle on the desktop, in device-independent pixels. */
export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export const MIN_WIDTH = 960
export const MIN_HEIGHT = 600

/**
 * Brings a window onto the display it overlaps most, or the first one if it overlaps none (a monitor was unplugged): no larger
 * than its work area, no smaller than the screens can be used at, and wholly visible. `workAreas` has the primary display first.
 */
export const clampBounds = (bounds: Bounds, workAreas: readonly Bounds[]): Bounds => {
  const area = workAreas.reduce<Bounds | undefined>(
    (best, candidate) => (!best || overlap(bounds, candidate) > overlap(bounds, best) ? candidate : best),
    undefined,
  )
  if (!area) return bounds
  const width = clamp(bounds.width, Math.min(MIN_WIDTH, area.width), area.width)
  const height = clamp(bounds.height, Math.min(MIN_HEIGHT, area.height), area.height)
  return {
    x: clamp(bounds.x, area.x, area.x + area.width - width),
    y: clamp(bounds.y, area.y, area.y + area.height - height),
    width,
    height,
  }
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high)

const overlap = (a: Bounds, b: Bounds): number =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y))
