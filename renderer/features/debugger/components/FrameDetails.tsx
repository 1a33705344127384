import { CopyText } from '../../../ui/CopyText.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { DecodedValues } from '../../../ui/DecodedValues.tsx'
import { formatAmount, noValue, shortenHex } from '../../../ui/format.ts'
import { StateMessage } from '../../../ui/StateMessage.tsx'
import { describeFrame, type TraceFrame } from '../model/callTree.ts'

/** The call that the current step is in: who called what with which arguments, and how it ended. */
export function FrameDetails({ frame }: { frame: TraceFrame | undefined }) {
  if (frame === undefined) return <StateMessage>This step is in none of the calls that were kept.</StateMessage>
  const reason = frame.revert?.message ?? frame.error
  return (
    <div className="frame-details scrolls">
      <dl>
        <dt>{frame.type}</dt>
        <dd>
          <strong>{describeFrame(frame)}</strong>
        </dd>
        <dt>From</dt>
        <dd>
          <CopyText text={frame.from} label="sender" />
        </dd>
        <dt>To</dt>
        <dd>{frame.to === undefined ? noValue : <CopyText text={frame.to} label="recipient" />}</dd>
        <dt>Value</dt>
        <dd>{formatAmount(frame.valueWei, 18)} ETH</dd>
        <dt>Gas</dt>
        <dd>
          {formatAmount(frame.gasUsed, 0)} of {formatAmount(frame.gas, 0)}
        </dd>
        <dt>Output</dt>
        <dd>
          {frame.output === '0x' ? (
            noValue
          ) : (
            <CopyText text={frame.output} shown={shortenHex(frame.output, 24)} label="output" />
          )}
        </dd>
        {reason !== undefined && (
          <>
            <dt>Ended</dt>
            <dd className="danger">{cleanText(reason, 400)}</dd>
          </>
        )}
      </dl>
      <div>
        {frame.call === undefined ? (
          <>
            <p className="muted">Input</p>
            <CopyText text={frame.input} shown={shortenHex(frame.input, 40)} label="input" />
          </>
        ) : (
          <>
            <p className="muted mono">{cleanText(frame.call.signature, 200)}</p>
            <DecodedValues values={frame.call.args} empty="No arguments" />
          </>
        )}
      </div>
    </div>
  )
}
