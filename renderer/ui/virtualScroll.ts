/** A list of equal rows in a box. Heights in CSS pixels. */
export interface ScrollMap {
  readonly rowCount: number
  readonly rowHeight: number
  readonly viewportHeight: number
}

/** Where a list stands: the box's own `scrollTop`, and the first pixel of the content that is shown. */
export interface ScrollState {
  readonly scrollTop: number
  readonly contentTop: number
}

/** Browsers stop laying out between 17 and 33 million pixels; at this height every one of them is exact, zoomed or not. */
const scrollHeightMax = 8_000_000

const clamp = (value: number, max: number) => Math.min(Math.max(0, value), Math.max(0, max))
const contentHeight = ({ rowCount, rowHeight }: ScrollMap) => rowCount * rowHeight

/** The height of the element that scrolls: that of the content, as far as browsers can. */
export const computeScrollHeight = (map: ScrollMap): number => Math.min(contentHeight(map), scrollHeightMax)

const isScaled = (map: ScrollMap) => contentHeight(map) > scrollHeightMax
const contentRange = (map: ScrollMap) => Math.max(0, contentHeight(map) - map.viewportHeight)
const scrollRange = (map: ScrollMap) => Math.max(0, computeScrollHeight(map) - map.viewportHeight)

/** What the scrollbar's position shows, in proportion. */
export const toContentTop = (scrollTop: number, map: ScrollMap): number =>
  scrollRange(map) === 0 ? 0 : (clamp(scrollTop, scrollRange(map)) / scrollRange(map)) * contentRange(map)

/** Where the scrollbar belongs for what is shown. */
export const toScrollTop = (contentTop: number, map: ScrollMap): number =>
  contentRange(map) === 0 ? 0 : (clamp(contentTop, contentRange(map)) / contentRange(map)) * scrollRange(map)

/**
 * What is shown after the box has scrolled. In a list too high for browsers a short way (a wheel, a finger) moves the content by as
 * many pixels, so that no row is jumped over; a long way (the scrollbar, dragged) moves it in proportion.
 */
export function followScroll(state: ScrollState, scrollTop: number, map: ScrollMap): ScrollState {
  const deltaPx = scrollTop - state.scrollTop
  const isNear = isScaled(map) && Math.abs(deltaPx) <= 2 * map.viewportHeight
  const contentTop = isNear ? clamp(state.contentTop + deltaPx, contentRange(map)) : toContentTop(scrollTop, map)
  return { scrollTop, contentTop }
}

/** The rows in view, and how far the first of them stands above the box. One more than fits, for the one cut off below. */
export function listVisibleRows(contentTop: number, map: ScrollMap) {
  const top = clamp(contentTop, contentRange(map))
  const first = Math.floor(top / map.rowHeight)
  const fitting = Math.ceil(map.viewportHeight / map.rowHeight) + 1
  return { first, count: Math.max(0, Math.min(fitting, map.rowCount - first)), offsetPx: top - first * map.rowHeight }
}

/** Where to stand so that a row is in view: as is if it is already, by a row if it is next to it, else in the middle. */
export function revealRow(contentTop: number, row: number, map: ScrollMap): number {
  const top = row * map.rowHeight
  const aboveTop = top - map.viewportHeight + map.rowHeight
  if (top >= contentTop && aboveTop <= contentTop) return clamp(contentTop, contentRange(map))
  const isNear = Math.min(Math.abs(top - contentTop), Math.abs(aboveTop - contentTop)) <= 3 * map.rowHeight
  if (isNear) return clamp(top < contentTop ? top : aboveTop, contentRange(map))
  return clamp(top - (map.viewportHeight - map.rowHeight) / 2, contentRange(map))
}
