import type { TokenTransfer, TransactionDetails } from '../../../../engine/api/explorerRecords.ts'
import { cleanText } from '../../../ui/cleanText.ts'
import { formatAmount, formatCount, formatDateTime } from '../../../ui/format.ts'
import { describeType } from '../model/describeTransaction.ts'
import { formatEther, formatGas, formatGwei, formatShare } from '../model/formatWei.ts'
import { ArgumentTree } from './ArgumentTree.tsx'
import { AddressLink, BlockLink, HashText } from './Entity.tsx'
import { Amount, Fact, Facts } from './Facts.tsx'
import './TransactionOverview.css'

/** The facts of a transaction, the tokens it moved, its call, and what only its type has. */
export const TransactionOverview = ({ transaction }: { transaction: TransactionDetails }) => (
  <div className="page-scroll scrolls" data-testid="transaction-overview">
    <Movements transaction={transaction} />
    <CallView transaction={transaction} />
    <h2 className="section-title">Details</h2>
    <TransactionFacts transaction={transaction} />
    <TypedParts transaction={transaction} />
  </div>
)

const TransactionFacts = ({ transaction }: { transaction: TransactionDetails }) => {
  const { names, fees, blockNumber, index, timestampS, headNumber } = transaction
  return (
    <Facts>
      <Fact name="Block">
        {blockNumber === undefined ? (
          'waits in the pool'
        ) : (
          <>
            <BlockLink number={blockNumber} />{' '}
            <span className="faint">
              place {index} · {describeConfirmations(headNumber - blockNumber + 1)}
            </span>
          </>
        )}
      </Fact>
      <Fact name="Time">{timestampS !== undefined && `${formatDateTime(timestampS * 1_000)} UTC`}</Fact>
      <Fact name="From">
        <AddressLink address={transaction.from} names={names} full />
      </Fact>
      <Fact name="To">
        {transaction.to !== undefined && <AddressLink address={transaction.to} names={names} full />}
      </Fact>
      <Fact name="Created">
        {transaction.createdAddress !== undefined && (
          <AddressLink address={transaction.createdAddress} names={names} full />
        )}
      </Fact>
      <Fact name="Value">
        <Amount value={formatEther(transaction.valueWei)} unit="ETH" />
      </Fact>
      <Fact name="Fee">
        {fees.totalWei !== undefined && (
          <Amount
            value={formatEther(fees.totalWei)}
            unit="ETH"
            note={fees.effectiveGasPriceWei === undefined ? '' : `${formatGwei(fees.effectiveGasPriceWei)} gwei a gas`}
          />
        )}
      </Fact>
      <Fact name="Gas used">
        {fees.gasUsed !== undefined && (
          <Amount
            value={formatGas(fees.gasUsed)}
            unit="gas"
            note={`${formatShare(fees.gasUsed, fees.gasLimit)} of ${formatGas(fees.gasLimit)}`}
          />
        )}
      </Fact>
      <Fact name="Type">{describeType(transaction.type)}</Fact>
      <Fact name="Nonce">{formatCount(transaction.nonce)}</Fact>
    </Facts>
  )
}

function Movements({ transaction: { transfers, names } }: { transaction: TransactionDetails }) {
  if (transfers.length === 0) return null
  return (
    <>
      <h2 className="section-title">Tokens moved</h2>
      <ul className="movements" data-testid="token-transfers">
        {transfers.map((transfer) => (
          <li key={transfer.logIndex}>
            <span className="number movement-amount">{describeAmount(transfer)}</span>
            <AddressLink address={transfer.token.address} names={tokenNames(transfer)} />
            <span className="movement-party">
              <span className="faint">from</span>
              <Party address={transfer.from} names={names} other="nobody: minted" />
            </span>
            <span className="movement-party">
              <span className="faint">to</span>
              <Party address={transfer.to} names={names} other="nobody: burnt" />
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

const Party = ({ address, names, other }: { address: string; names: TransactionDetails['names']; other: string }) =>
  /^0x0{40}$/.test(address) ? <span className="muted">{other}</span> : <AddressLink address={address} names={names} />

/** A token's own symbol is what a column of amounts needs; it is the contract's word, so it is cleaned. */
const tokenNames = ({ token }: TokenTransfer): Record<string, string> => {
  const symbol = cleanText(token.symbol ?? '', 16)
  return symbol === '' ? {} : { [token.address]: symbol }
}

const describeAmount = ({ amount, tokenId, token }: TokenTransfer) => {
  const id = tokenId === undefined ? '' : `#${tokenId}`
  if (amount === undefined) return id
  const text = formatAmount(amount, tokenId === undefined ? (token.decimals ?? 0) : 0)
  return id === '' ? text : `${text} × ${id}`
}

function CallView({ transaction: { call, inputBytes, input, names } }: { transaction: TransactionDetails }) {
  if (call === undefined && inputBytes === 0) return null
  return (
    <>
      <h2 className="section-title">Call</h2>
      <div className="call-view" data-testid="decoded-call">
        {call === undefined ? (
          <p className="muted">
            No known contract has this function: selector <code>{input.slice(0, 10)}</code>, {formatCount(inputBytes)}{' '}
            bytes of input. They are under Raw.
          </p>
        ) : (
          <>
            <code className="call-signature" title={call.signature}>
              {call.contract === undefined ? '' : `${cleanText(call.contract, 40)}.`}
              {describeSignature(call)}
            </code>
            <ArgumentTree values={call.args} names={names} />
          </>
        )}
      </div>
    </>
  )
}

/** `settle(fill, deadline)`: the names of the arguments, which stand below with their types. */
const describeSignature = ({ signature, args }: NonNullable<TransactionDetails['call']>) =>
  cleanText(`${signature.split('(')[0]}(${args.map(({ name, type }) => name || type).join(', ')})`, 200)

function TypedParts({ transaction }: { transaction: TransactionDetails }) {
  const { accessList, blobVersionedHashes, authorizations, names } = transaction
  return (
    <>
      {authorizations.length > 0 && <h2 className="section-title">Authorizations (EIP-7702)</h2>}
      {authorizations.map(({ authority, delegate, chainId, nonce }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same authorization may stand there twice
        <Facts key={index}>
          <Fact name="Authority">
            {authority === undefined ? 'the signature is none' : <AddressLink address={authority} names={names} full />}
          </Fact>
          <Fact name="Delegates to">
            {/^0x0{40}$/.test(delegate) ? (
              'nobody: the delegation ends'
            ) : (
              <AddressLink address={delegate} names={names} full />
            )}
          </Fact>
          <Fact name="Chain, nonce">
            {chainId === 0n ? 'any chain' : formatGas(chainId)}, {formatGas(nonce)}
          </Fact>
        </Facts>
      ))}
      {blobVersionedHashes.length > 0 && (
        <>
          <h2 className="section-title">Blobs</h2>
          <Facts>
            {blobVersionedHashes.map((hash, index) => (
              <Fact key={hash} name={`Blob ${index}`}>
                <HashText hash={hash} label="versioned hash" />
              </Fact>
            ))}
          </Facts>
        </>
      )}
      {accessList.length > 0 && <h2 className="section-title">Access list</h2>}
      {accessList.map(({ address, storageKeys }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an access list may name an account twice
        <Facts key={index}>
          <Fact name="Account">
            <AddressLink address={address} names={names} full />
          </Fact>
          {storageKeys.map((key, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: nor need its slots differ
            <Fact key={at} name={at === 0 ? 'Slots' : ''}>
              <HashText hash={key} label="slot" />
            </Fact>
          ))}
        </Facts>
      ))}
    </>
  )
}

const describeConfirmations = (count: number) =>
  count === 1 ? '1 confirmation' : `${formatCount(Math.max(0, count))} confirmations`
