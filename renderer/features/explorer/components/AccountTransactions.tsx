import { useInfiniteQuery } from '@tanstack/react-query'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { Button } from '../../../ui/Button.tsx'
import { formatCount } from '../../../ui/format.ts'
import { useExplorer } from '../hooks/useExplorer.ts'
import { LoadState } from './LoadState.tsx'
import { SearchAgain } from './SearchAgain.tsx'
import { TransactionTable } from './TransactionTable.tsx'

/** An account's transactions, searched backwards through the blocks as far as somebody wants. */
export function AccountTransactions({ address }: { address: string }) {
  const { api } = useDesk()
  const { network } = useExplorer()
  const query = useInfiniteQuery({
    ...api.explorer.listTransactionsOf.infiniteOptions({
      input: (beforeBlock: number | undefined) => ({
        network,
        address,
        limit: 100,
        ...(beforeBlock === undefined ? {} : { beforeBlock }),
      }),
      initialPageParam: undefined as number | undefined,
      getNextPageParam: ({ nextBeforeBlock }) => nextBeforeBlock,
    }),
  })
  if (query.data === undefined) return <LoadState query={query} what="the transactions" />
  const { pages } = query.data
  const transactions = pages.flatMap((page) => page.transactions)
  const names = Object.assign({}, ...pages.map((page) => page.names)) as Record<string, string>
  const range = `blocks ${formatCount(pages.at(-1)?.fromBlock ?? 0)} to ${formatCount(pages[0]?.toBlock ?? 0)}`
  return (
    <>
      {!query.isFetching && <SearchAgain toBlock={pages[0]?.toBlock ?? 0} onAgain={() => void query.refetch()} />}
      <TransactionTable
        label="Transactions of the account"
        testId="account-transactions"
        transactions={transactions}
        names={names}
        account={address}
        withBlock
        empty={`No transaction from or to this account in ${range}.`}
        footer={
          <div className="table-foot muted">
            {formatCount(transactions.length)} in {range}{' '}
            {query.hasNextPage && (
              <Button size="small" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                Search older blocks
              </Button>
            )}
          </div>
        }
      />
    </>
  )
}
