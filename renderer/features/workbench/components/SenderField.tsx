import { cleanText } from '../../../ui/cleanText.ts'
import { formatAmount, shortenHex } from '../../../ui/format.ts'
import { Select } from '../../../ui/Select.tsx'
import { ErrorMessage } from '../../../ui/StateMessage.tsx'
import type { Sender } from '../hooks/useDeployments.ts'

/** Who sends. */
export function SenderField({ sender: { query, accounts, sender, choose } }: { sender: Sender }) {
  if (query.isError) return <ErrorMessage error={query.error} />
  return (
    <Select
      label="Send from"
      testId="sender"
      hint={sender !== undefined && `${formatAmount(sender.balanceWei, 18, { fractionMax: 4 })} ETH`}
      value={sender?.address ?? ''}
      disabled={accounts.length === 0}
      options={accounts.map(({ address, label }) => ({
        value: address,
        title: `${cleanText(label)} · ${shortenHex(address)}`,
      }))}
      onChange={choose}
    />
  )
}
