import { useQueries } from '@tanstack/react-query'
import type { LiveState } from '../../../app/connection/createLiveStore.ts'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { Button } from '../../../ui/Button.tsx'
import { StateMessage } from '../../../ui/StateMessage.tsx'
import { useExplorer } from '../hooks/useExplorer.ts'
import type { BlockFeed } from '../model/blockFeed.ts'
import { PageHead } from './PageHead.tsx'
import { TransactionTable } from './TransactionTable.tsx'

/** So many blocks with transactions in them are shown. */
const blockCount = 40

/** The latest transactions, live: the blocks that had some, opened up. */
export function LatestPage({ feed }: { feed: LiveState<BlockFeed> }) {
  const { api } = useDesk()
  const { network, visit } = useExplorer()
  const blocks = (feed.value ?? []).filter(({ transactionCount }) => transactionCount > 0).slice(0, blockCount)
  const queries = useQueries({
    queries: blocks.map(({ hash }) => ({
      ...api.explorer.getBlock.queryOptions({ input: { network, block: hash } }),
      staleTime: Number.POSITIVE_INFINITY,
    })),
  })
  const loaded = queries.flatMap(({ data }) => (data === undefined ? [] : [data]))
  return (
    <div className="page" data-testid="latest-page">
      <PageHead
        kind="Latest"
        title="Transactions"
        actions={
          <Button size="small" onClick={() => visit({ page: 'logs', query: {} })}>
            Search logs
          </Button>
        }
      />
      <div className="page-body">
        {feed.value === undefined || (loaded.length === 0 && blocks.length > 0) ? (
          <StateMessage>Loading the latest transactions…</StateMessage>
        ) : (
          <TransactionTable
            label="Latest transactions"
            testId="latest-transactions"
            transactions={loaded.flatMap(({ transactions }) => transactions.toReversed())}
            names={Object.assign({}, ...loaded.map(({ names }) => names)) as Record<string, string>}
            withBlock
            stale={feed.freshness === 'stale'}
            empty="No transaction in the latest blocks."
          />
        )}
      </div>
    </div>
  )
}
