import { useEffect, useRef } from 'react'
import type { OrderAck, PreparedOrder } from '../../../../engine/api/order.ts'
import { useConnection } from '../../../app/connection/DeskContext.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { describeError } from '../../../ui/describeError.ts'
import { StateMessage } from '../../../ui/StateMessage.tsx'
import { useArmed } from '../../../ui/useArmed.ts'
import { type ReviewRequest, useReview } from '../hooks/useReview.ts'
import { listMismatches } from '../model/checkPreparedOrder.ts'
import { PlacementUnknownError } from '../model/placement.ts'
import { ReviewDetails } from './ReviewDetails.tsx'
import './ReviewDialog.css'

export type { ReviewRequest } from '../hooks/useReview.ts'

export interface ReviewDialogProps {
  readonly request: ReviewRequest
  /** The network that the status bar shows. */
  readonly chainId: number
  readonly traderLabel: string
  readonly isLocked: boolean
  readonly onUnlock: () => void
  readonly onClose: () => void
  readonly onPlaced: (ack: OrderAck) => void
}

/** Shows exactly what is about to be signed, what it would do, and signs only that. */
export function ReviewDialog({
  request,
  chainId,
  traderLabel,
  isLocked,
  onUnlock,
  onClose,
  onPlaced,
}: ReviewDialogProps) {
  const { prepared, placing, checking, prepareAgain } = useReview(request, onPlaced)
  const { phase } = useConnection()
  const shown = prepared.isFetching ? undefined : prepared.data
  const mismatches = shown === undefined ? [] : listMismatches(shown, request.ticket, request.market, chainId)
  const failure = placing.error ?? prepared.error
  const isReady = shown !== undefined && mismatches.length === 0 && failure === null && !isLocked && phase === 'live'
  const canSign = useArmed(isReady)
  return (
    <Dialog
      title={request.replaces === undefined ? 'Review and sign the order' : 'Review and sign the replacing order'}
      testId="review-dialog"
      width={680}
      locked={placing.isPending}
      onClose={onClose}
    >
      <div className="review-body scrolls">
        {shown !== undefined ? (
          <ReviewDetails request={request} prepared={shown} traderLabel={traderLabel} />
        ) : (
          prepared.error === null && (
            <StateMessage>The desk checks the order and simulates its settlement…</StateMessage>
          )
        )}
        <Mismatches mismatches={mismatches} />
        {failure !== null && (
          <Failure
            error={failure}
            isChecking={checking.isPending}
            onCheck={() => checking.mutate()}
            onUnlock={() => {
              placing.reset()
              onUnlock()
            }}
            onPrepareAgain={prepareAgain}
          />
        )}
        {isLocked && failure === null && <Locked label={traderLabel} onUnlock={onUnlock} />}
        {phase !== 'live' && (
          <p className="dialog-note" data-tone="warning">
            The connection is gone. Nothing can be signed until it is back.
          </p>
        )}
      </div>
      <Footer
        prepared={shown}
        canSign={canSign}
        isPending={placing.isPending}
        onSign={() => placing.mutate()}
        onClose={onClose}
      />
    </Dialog>
  )
}

interface FooterProps {
  readonly prepared: PreparedOrder | undefined
  readonly canSign: boolean
  readonly isPending: boolean
  readonly onSign: () => void
  readonly onClose: () => void
}

function Footer({ prepared, canSign, isPending, onSign, onClose }: FooterProps) {
  const sign = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (canSign) sign.current?.focus()
  }, [canSign])
  return (
    <footer className="dialog-foot">
      <p className="review-keys faint">Enter signs, Escape closes without signing.</p>
      <Button size="large" disabled={isPending} onClick={onClose}>
        Cancel
      </Button>
      <Button
        ref={sign}
        size="large"
        variant={prepared?.order.side ?? 'primary'}
        data-testid="review-sign"
        disabled={!canSign}
        busy={isPending}
        onClick={onSign}
      >
        {isPending ? 'Signing and placing…' : 'Sign and place'}
      </Button>
    </footer>
  )
}

const Mismatches = ({ mismatches }: { mismatches: readonly string[] }) =>
  mismatches.length === 0 ? null : (
    <p className="dialog-note" data-tone="danger" role="alert">
      The prepared order differs from the ticket in {mismatches.join(', ')}. It can’t be signed here.
    </p>
  )

const Locked = ({ label, onUnlock }: { label: string; onUnlock: () => void }) => (
  <div className="dialog-note review-failure" data-tone="warning">
    <p>The account “{label}” is locked.</p>
    <Button onClick={onUnlock} data-testid="review-unlock">
      Unlock
    </Button>
  </div>
)

interface FailureProps {
  readonly error: Error
  readonly isChecking: boolean
  readonly onCheck: () => void
  readonly onUnlock: () => void
  readonly onPrepareAgain: () => void
}

/** What went wrong, with its code, and the way on. */
function Failure({ error, isChecking, onCheck, onUnlock, onPrepareAgain }: FailureProps) {
  const { code, message } = describeError(error)
  const [title, onClick] =
    error instanceof PlacementUnknownError
      ? (['Find out', onCheck] as const)
      : code === 'signing/locked'
        ? (['Unlock', onUnlock] as const)
        : (['Prepare again', onPrepareAgain] as const)
  return (
    <div className="dialog-note review-failure" data-tone="danger" role="alert" data-testid="review-error">
      <p>
        {message} {code !== undefined && <code>{code}</code>}
      </p>
      <Button busy={isChecking} onClick={onClick} data-testid="review-way-on">
        {title}
      </Button>
    </div>
  )
}
