import { useMemo } from 'react'
import type { LiveState } from '../../../app/connection/createLiveStore.ts'
import { useNetworkChoice } from '../../../app/session/useNetworkChoice.ts'
import { Button } from '../../../ui/Button.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { useBlockFeed } from '../hooks/useBlockFeed.ts'
import { ExplorerContext } from '../hooks/useExplorer.ts'
import { useExplorerCommands } from '../hooks/useExplorerCommands.ts'
import { useVisits } from '../hooks/useVisits.ts'
import type { BlockFeed } from '../model/blockFeed.ts'
import { formatGas, formatGwei } from '../model/formatWei.ts'
import { type ExplorerLocation, formatLocation } from '../model/location.ts'
import { AccountPage } from './AccountPage.tsx'
import { BlockList } from './BlockList.tsx'
import { BlockPage } from './BlockPage.tsx'
import { LatestPage } from './LatestPage.tsx'
import { LogSearchPage } from './LogSearchPage.tsx'
import { SearchBox } from './SearchBox.tsx'
import { TransactionPage } from './TransactionPage.tsx'
import './ExplorerScreen.css'

export interface ExplorerScreenProps {
  /** Opens a transaction in the debugger. */
  readonly onDebug?: ((hash: string, network: string) => void) | undefined
}

/** The explorer: the blocks as they come, and a page for whatever is chosen. */
export function ExplorerScreen({ onDebug }: ExplorerScreenProps) {
  const { location, visit, move, canGoBack, canGoForward } = useVisits()
  const { networks, network, choose } = useNetworkChoice('explorer')
  const { loadOlder, ...feed } = useBlockFeed(network)
  useExplorerCommands({ location, visit, move })
  const explorer = useMemo(
    () => ({ network, visit, onDebug: onDebug && ((hash: string) => onDebug(hash, network)) }),
    [network, visit, onDebug],
  )
  return (
    <ExplorerContext value={explorer}>
      <div className="explorer">
        <div className="explorer-bar">
          <div className="explorer-moves">
            <Button
              variant="quiet"
              title="Back (Alt ←)"
              aria-label="Back"
              disabled={!canGoBack}
              onClick={() => move(-1)}
            >
              ←
            </Button>
            <Button
              variant="quiet"
              title="Forward (Alt →)"
              aria-label="Forward"
              disabled={!canGoForward}
              onClick={() => move(1)}
            >
              →
            </Button>
          </div>
          {networks.length > 1 && (
            <select
              className="text-input network-choice"
              aria-label="Network"
              value={network}
              onChange={(event) => {
                choose(event.target.value)
                visit({ page: 'latest' })
              }}
            >
              {networks.map(({ id, name }) => (
                <option key={id} value={id}>
                  {cleanText(name)}
                </option>
              ))}
            </select>
          )}
          <SearchBox />
          <HeadFacts feed={feed} />
        </div>
        <BlockList
          key={network}
          feed={feed}
          loadOlder={loadOlder}
          currentNumber={location.page === 'block' ? Number(location.block) : undefined}
        />
        <section className="explorer-details" aria-label="Details" data-testid="explorer-details">
          <Details key={`${network}/${formatLocation(location)}`} location={location} feed={feed} />
        </section>
      </div>
    </ExplorerContext>
  )
}

function Details({ location, feed }: { location: ExplorerLocation; feed: LiveState<BlockFeed> }) {
  switch (location.page) {
    case 'block':
      return <BlockPage block={location.block} />
    case 'transaction':
      return <TransactionPage hash={location.hash} />
    case 'account':
      return <AccountPage address={location.address} />
    case 'logs':
      return <LogSearchPage query={location.query} />
    case 'latest':
      return <LatestPage feed={feed} />
  }
}

function HeadFacts({ feed }: { feed: LiveState<BlockFeed> }) {
  const head = feed.value?.[0]
  if (head === undefined) return null
  return (
    <dl className="head-facts" data-stale={feed.freshness !== 'live' || undefined}>
      <div>
        <dt>Gas limit</dt>
        <dd>{formatGas(head.gasLimit)}</dd>
      </div>
      {head.baseFeePerGasWei !== undefined && (
        <div>
          <dt>Base fee</dt>
          <dd>
            {formatGwei(head.baseFeePerGasWei)} <span className="faint">gwei</span>
          </dd>
        </div>
      )}
    </dl>
  )
}
