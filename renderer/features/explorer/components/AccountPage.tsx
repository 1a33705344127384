import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AccountDetails } from '../../../../engine/api/explorerRecords.ts'
import { useConnection, useDesk } from '../../../app/connection/DeskContext.tsx'
import { Badge } from '../../../ui/Badge.tsx'
import { CopyText } from '../../../ui/CopyText.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { formatCount } from '../../../ui/format.ts'
import { Tabs } from '../../../ui/Tabs.tsx'
import { useExplorer } from '../hooks/useExplorer.ts'
import { useLogSearch } from '../hooks/useLogSearch.ts'
import { useRefetchOnHead } from '../hooks/useRefetchOnHead.ts'
import { AccountOverview } from './AccountOverview.tsx'
import { AccountTransactions } from './AccountTransactions.tsx'
import { CodeView } from './CodeView.tsx'
import { LoadState } from './LoadState.tsx'
import { LogResults } from './LogResults.tsx'
import { PageHead } from './PageHead.tsx'
import { StorageView } from './StorageView.tsx'

type AccountTab = 'overview' | 'transactions' | 'logs' | 'storage' | 'code'

/** An account: what it holds, did, logged, keeps and runs; live. */
export function AccountPage({ address }: { address: string }) {
  const { api } = useDesk()
  const { network } = useExplorer()
  const query = useQuery(api.explorer.getAccount.queryOptions({ input: { network, address } }))
  useRefetchOnHead(query.refetch)
  const account = query.data
  if (account === undefined) return <LoadState query={query} what="the account" />
  return <AccountView key={address} account={account} />
}

const kindNames = {
  empty: 'empty account',
  account: 'account',
  delegated: 'delegated account',
  contract: 'contract',
} as const satisfies Record<AccountDetails['kind'], string>

function AccountView({ account }: { account: AccountDetails }) {
  const { phase } = useConnection()
  const [tab, setTab] = useState<AccountTab>('overview')
  const hasCode = account.codeBytes > 0
  const name = account.name === undefined ? undefined : cleanText(account.name, 60)
  return (
    <div className="page" data-testid="account-page">
      <PageHead
        kind={account.kind === 'contract' ? 'Contract' : 'Account'}
        title={name ?? <CopyText text={account.address} label="address" testId="account-address" />}
        detail={
          <>
            {name !== undefined && <CopyText text={account.address} label="address" testId="account-address" />}
            <Badge tone={account.kind === 'delegated' ? 'warning' : 'neutral'}>{kindNames[account.kind]}</Badge>
            {phase === 'live' ? (
              <span className="faint">at block {formatCount(account.blockNumber)}</span>
            ) : (
              <Badge tone="warning">STALE</Badge>
            )}
          </>
        }
      />
      <div className="page-body">
        <Tabs<AccountTab>
          label="Account"
          selected={tab}
          onSelect={setTab}
          tabs={[
            { id: 'overview', title: 'Overview' },
            { id: 'transactions', title: 'Transactions' },
            ...(hasCode
              ? ([
                  { id: 'logs', title: 'Logs' },
                  { id: 'storage', title: 'Storage' },
                  { id: 'code', title: 'Code' },
                ] as const)
              : []),
          ]}
        >
          {tab === 'overview' && <AccountOverview account={account} />}
          {tab === 'transactions' && <AccountTransactions address={account.address} />}
          {tab === 'logs' && <AccountLogs address={account.address} />}
          {tab === 'storage' && <StorageView address={account.address} />}
          {tab === 'code' && <CodeView address={account.address} />}
        </Tabs>
      </div>
    </div>
  )
}

function AccountLogs({ address }: { address: string }) {
  const search = useLogSearch({ address })
  return <LogResults search={search} ofOneContract empty="This contract logged nothing in these blocks." />
}
