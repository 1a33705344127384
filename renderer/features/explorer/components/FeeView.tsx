import type { TransactionDetails } from '../../../../engine/api/explorerRecords.ts'
import { formatEther, formatGas, formatGwei, formatShare } from '../model/formatWei.ts'
import { Amount, Fact, Facts } from './Facts.tsx'

const Gwei = ({ wei }: { wei: bigint }) => <Amount value={formatGwei(wei)} unit="gwei a gas" />

const Ether = ({ wei, of }: { wei: bigint; of: bigint | undefined }) => (
  <Amount
    value={formatEther(wei)}
    unit="ETH"
    {...(of === undefined || of === 0n ? {} : { note: `${formatShare(wei, of)} of what was paid` })}
  />
)

/** What was offered, what the block asked for, and where the money went. */
export const FeeView = ({ fees, cumulativeGasUsed }: Pick<TransactionDetails, 'fees' | 'cumulativeGasUsed'>) => {
  const { totalWei } = fees
  return (
    <div className="page-scroll scrolls" data-testid="transaction-fees">
      <h2 className="section-title">Offered</h2>
      <Facts>
        <Fact name="Gas limit">
          <Amount value={formatGas(fees.gasLimit)} unit="gas" />
        </Fact>
        <Fact name="Gas price">{fees.gasPriceWei !== undefined && <Gwei wei={fees.gasPriceWei} />}</Fact>
        <Fact name="Fee at most">{fees.maxFeePerGasWei !== undefined && <Gwei wei={fees.maxFeePerGasWei} />}</Fact>
        <Fact name="Tip at most">
          {fees.maxPriorityFeePerGasWei !== undefined && <Gwei wei={fees.maxPriorityFeePerGasWei} />}
        </Fact>
        <Fact name="Blob fee at most">
          {fees.maxFeePerBlobGasWei !== undefined && <Gwei wei={fees.maxFeePerBlobGasWei} />}
        </Fact>
      </Facts>
      <h2 className="section-title">Paid</h2>
      {totalWei === undefined ? (
        <p className="section-note">Nothing yet: the transaction waits in the pool.</p>
      ) : (
        <Facts>
          <Fact name="Gas used">
            {fees.gasUsed !== undefined && (
              <Amount
                value={formatGas(fees.gasUsed)}
                unit="gas"
                note={`${formatShare(fees.gasUsed, fees.gasLimit)} of the limit`}
              />
            )}
          </Fact>
          <Fact name="Gas of the block so far">
            {cumulativeGasUsed !== undefined && <Amount value={formatGas(cumulativeGasUsed)} unit="gas" />}
          </Fact>
          <Fact name="Base fee of the block">
            {fees.baseFeePerGasWei !== undefined && <Gwei wei={fees.baseFeePerGasWei} />}
          </Fact>
          <Fact name="Price paid">
            {fees.effectiveGasPriceWei !== undefined && <Gwei wei={fees.effectiveGasPriceWei} />}
          </Fact>
          <Fact name="Burnt">{fees.burntWei !== undefined && <Ether wei={fees.burntWei} of={totalWei} />}</Fact>
          <Fact name="Tip">{fees.tipWei !== undefined && <Ether wei={fees.tipWei} of={totalWei} />}</Fact>
          <Fact name="Blob gas">
            {fees.blobGasUsed !== undefined && (
              <Amount
                value={formatGas(fees.blobGasUsed)}
                unit="gas"
                note={`at ${formatGwei(fees.blobGasPriceWei ?? 0n)} gwei`}
              />
            )}
          </Fact>
          <Fact name="Blobs">{fees.blobFeeWei !== undefined && <Ether wei={fees.blobFeeWei} of={totalWei} />}</Fact>
          <Fact name="Total">
            <strong>
              <Ether wei={totalWei} of={undefined} />
            </strong>
          </Fact>
        </Facts>
      )}
    </div>
  )
}
