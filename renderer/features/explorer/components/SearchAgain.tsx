import { formatCount } from '../../../ui/format.ts'
import { useBlockFeed } from '../hooks/useBlockFeed.ts'
import { useExplorer } from '../hooks/useExplorer.ts'
import './BlockList.css'

/** Says that there are blocks a search didn't see, and searches them when it is pressed. Without any it isn't there. */
export function SearchAgain({ toBlock, onAgain }: { toBlock: number; onAgain: () => void }) {
  const { network } = useExplorer()
  const { value } = useBlockFeed(network)
  const newCount = (value?.[0]?.number ?? 0) - toBlock
  if (newCount <= 0) return null
  return (
    <button type="button" className="new-blocks search-again" data-testid="search-again" onClick={onAgain}>
      ↑ {formatCount(newCount)} new {newCount === 1 ? 'block' : 'blocks'}
    </button>
  )
}
