/** A binary heap: `pop` gives the item that comes before all others. */
export const createHeap = <Item>(comesBefore: (a: Item, b: Item) => boolean) => {
  const items: Item[] = []
  const at = (index: number): Item => items[index] as Item

  const swap = (a: number, b: number): void => {
    const item = at(a)
    items[a] = at(b)
    items[b] = item
  }

  const sink = (): void => {
    let parent = 0
    for (;;) {
      const left = parent * 2 + 1
      const right = left + 1
      let first = parent
      if (left < items.length && comesBefore(at(left), at(first))) first = left
      if (right < items.length && comesBefore(at(right), at(first))) first = right
      if (first === parent) return
      swap(parent, first)
      parent = first
    }
  }

  return {
    push: (item: Item): void => {
      let child = items.push(item) - 1
      while (child > 0) {
        const parent = (child - 1) >> 1
        if (!comesBefore(at(child), at(parent))) return
        swap(child, parent)
        child = parent
      }
    },
    pop: (): Item | undefined => {
      if (items.length === 0) return undefined
      swap(0, items.length - 1)
      const first = items.pop()
      sink()
      return first
    },
  }
}
