import type { TransactionDetails } from '../../../../engine/api/explorerRecords.ts'
import { CopyText } from '../../../ui/CopyText.tsx'
import { formatCount } from '../../../ui/format.ts'
import { Fact, Facts } from './Facts.tsx'

/** More is in the clipboard's copy. */
const shownDigits = 20_000

const Bytes = ({ hex, label }: { hex: string; label: string }) => (
  <>
    <h2 className="section-title">
      {label} · {formatCount((hex.length - 2) / 2)} bytes <CopyText text={hex} shown="" label={label.toLowerCase()} />
    </h2>
    <pre className="raw-text">
      {hex.slice(0, shownDigits)}
      {hex.length > shownDigits && '…'}
    </pre>
  </>
)

/** The bytes: the input, and the signed transaction where the network gives it. */
export const RawView = ({ transaction }: { transaction: TransactionDetails }) => (
  <div className="page-scroll scrolls">
    <Facts>
      <Fact name="Hash">
        <CopyText text={transaction.hash} label="transaction hash" />
      </Fact>
      <Fact name="Block hash">
        {transaction.blockHash !== undefined && <CopyText text={transaction.blockHash} label="block hash" />}
      </Fact>
    </Facts>
    <Bytes hex={transaction.input} label="Input" />
    {transaction.raw !== undefined && <Bytes hex={transaction.raw} label="Signed transaction" />}
  </div>
)
