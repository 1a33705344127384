import type { ReactNode } from 'react'
import type { Market } from '../../../../engine/api/marketData.ts'
import type { BalanceEffect, PreparedOrder } from '../../../../engine/api/order.ts'
import { CopyText } from '../../../ui/CopyText.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { formatAmount, formatCount, formatPrice, formatYield, shortenHex } from '../../../ui/format.ts'
import { joinClasses } from '../../../ui/joinClasses.ts'
import type { ReviewRequest } from '../hooks/useReview.ts'
import { hashShownOrder } from '../model/checkPreparedOrder.ts'
import { describeOrder, describeTerms } from '../model/describeOrder.ts'

export interface ReviewDetailsProps {
  readonly request: ReviewRequest
  readonly prepared: PreparedOrder
  readonly traderLabel: string
}

const Section = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="review-section" aria-label={title}>
    <h3>{title}</h3>
    {children}
  </section>
)

const Row = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="review-row">
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
)

/** The order in words, its effects by simulation, and the payload with its hashes as computed in this window. */
export function ReviewDetails({ request: { market, replaces }, prepared, traderLabel }: ReviewDetailsProps) {
  const { order, preview, warnings } = prepared
  const cash = cleanText(market.settlementToken.symbol, 8)
  const money = (amount: bigint) =>
    `${formatAmount(amount, market.settlementToken.decimals, { fractionMin: 2 })} ${cash}`
  return (
    <>
      <div className={`review-summary review-${order.side}`}>
        <p className="review-sentence">{describeOrder(order, market)}</p>
        <p className="muted">{describeTerms(order)}</p>
        {replaces !== undefined && (
          <p>
            It takes the place of order <code>{shortenHex(replaces.orderId)}</code> ({formatCount(replaces.openLots)}{' '}
            lots at {formatPrice(replaces.priceTicks, market)}): both happen, or neither.
          </p>
        )}
      </div>
      {warnings.map((warning) => (
        <p key={warning} className="dialog-note" data-tone="warning">
          {cleanText(warning, 300)}
        </p>
      ))}
      <Section title="If it settles in full (simulated)">
        <Effects effects={prepared.effects} trader={order.trader} />
        <dl className="review-facts">
          <Row label="Clean amount">{money(preview.notional)}</Row>
          {market.treasury.couponsPerYear > 0 && (
            <Row label="Accrued interest, settled today">{money(preview.accrued)}</Row>
          )}
          <Row label="Fee">{money(preview.fee)}</Row>
          <Row label={order.side === 'buy' ? 'Total to pay' : 'Total to get'}>{money(preview.total)}</Row>
          <Row label="Yield to maturity">{formatYield(preview.yieldToMaturity)}</Row>
          {prepared.legs.map(({ priceTicks, sizeLots, role }) => (
            <Row key={`${role}/${priceTicks}`} label={role === 'taker' ? 'Trades now, as taker' : 'Rests, as maker'}>
              {formatCount(sizeLots)} lots at {formatPrice(priceTicks, market)}
            </Row>
          ))}
          <Row label="Settlement gas">{formatAmount(prepared.settlementGas, 0)} gas, paid by the desk</Row>
          <Row label="Simulated at block">{formatCount(prepared.simulatedAtBlock)}</Row>
        </dl>
      </Section>
      <Payload prepared={prepared} market={market} traderLabel={traderLabel} />
    </>
  )
}

function Effects({ effects, trader }: { effects: readonly BalanceEffect[]; trader: string }) {
  const isTrader = ({ account }: BalanceEffect) => account.toLowerCase() === trader.toLowerCase()
  return (
    <ul className="review-effects" data-testid="review-effects">
      {effects.map((effect) => (
        <li key={`${effect.account}/${effect.asset}`} className={joinClasses(!isTrader(effect) && 'faint')}>
          <span>{isTrader(effect) ? 'You' : shortenHex(effect.account)}</span>
          <span className={joinClasses('number', isTrader(effect) && (effect.change < 0n ? 'ask' : 'bid'))}>
            {formatAmount(effect.change, effect.decimals, { fractionMin: 2, signed: true })}
          </span>
          <span>{cleanText(effect.symbol, 16)}</span>
        </li>
      ))}
    </ul>
  )
}

/** The struct's fields that are not shown elsewhere, as they are hashed. */
const listFields = (order: PreparedOrder['order']): readonly (readonly [string, string])[] => [
  ['side', order.side],
  ['timeInForce', order.timeInForce],
  ['quantity', String(order.quantity)],
  ['price', String(order.price)],
  ['postOnly', String(order.postOnly)],
  ['maxFeeBps', String(order.maxFeeBps)],
  ['expiry', String(order.expiry)],
  ['nonce', String(order.nonce)],
  ['salt', String(order.salt)],
]

function Payload({ prepared, market, traderLabel }: { prepared: PreparedOrder; market: Market; traderLabel: string }) {
  const { order, domain } = prepared
  const hashes = hashShownOrder(prepared)
  return (
    <Section title="What is signed (EIP-712 typed data “Order”)">
      <dl className="review-facts review-facts-wide">
        <Row label="Signing account">
          {cleanText(traderLabel)} · <CopyText text={order.trader} label="trader address" />
        </Row>
        <Row label="Treasury token">
          {cleanText(market.treasury.symbol, 16)} · <CopyText text={order.token} label="token address" />
        </Row>
        <Row label="Fields">
          <ul className="review-fields">
            {listFields(order).map(([name, value]) => (
              <li key={name}>
                <code className="faint">{name}</code> <code>{value}</code>
              </li>
            ))}
          </ul>
        </Row>
        <Row label="Domain">
          <span>
            Quantera, version 1, chain {domain.chainId} ·{' '}
            <CopyText text={domain.verifyingContract} label="verifying contract" />
          </span>
        </Row>
        <Row label="Domain hash">
          <CopyText text={hashes.domainHash} label="domain hash" testId="review-domain-hash" />
        </Row>
        <Row label="Message hash">
          <CopyText text={hashes.messageHash} label="message hash" testId="review-message-hash" />
        </Row>
        <Row label="Digest">
          <strong>
            <CopyText text={hashes.digest} label="digest" testId="review-digest" />
          </strong>
        </Row>
      </dl>
    </Section>
  )
}
