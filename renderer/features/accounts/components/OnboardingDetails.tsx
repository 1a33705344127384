import type { Permit } from '../../../../engine/api/permit.ts'
import type { PreparedOnboarding } from '../../../../engine/api/practice.ts'
import { CopyText } from '../../../ui/CopyText.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { formatAmount, formatCount, shortenHex } from '../../../ui/format.ts'

/** What opening an account gives it, and each permit that it signs. */
export function OnboardingDetails({ effects, permits }: PreparedOnboarding) {
  return (
    <>
      <p>The desk approves the account as an institutional investor and gives it practice money and treasuries:</p>
      <ul className="open-practice-funds" data-testid="open-practice-funds">
        {effects.map(({ asset, symbol, change, decimals }) => (
          <li key={asset}>
            <span className="number">{formatAmount(change, decimals)}</span> {cleanText(symbol, 16)}
          </li>
        ))}
      </ul>
      <p>
        The account signs {formatCount(permits.length)} permits (ERC-2612): the trading module may move its cash and its
        treasuries, without a limit, to settle orders that the account signs. The desk sends them to the chain.
      </p>
      <table className="open-practice-permits" aria-label="Permits to sign">
        <thead>
          <tr>
            <th scope="col">Token</th>
            <th scope="col">Spender</th>
            <th scope="col">Amount</th>
            <th scope="col">Digest</th>
          </tr>
        </thead>
        <tbody>
          {permits.map((permit) => (
            <PermitRow key={permit.token} permit={permit} />
          ))}
        </tbody>
      </table>
    </>
  )
}

function PermitRow({ permit: { token, symbol, spender, digest } }: { permit: Permit }) {
  const name = cleanText(symbol, 16)
  return (
    <tr data-testid="open-practice-permit">
      <td title={token}>{name}</td>
      <td>
        <CopyText text={spender} shown={shortenHex(spender)} label="address of the trading module" />
      </td>
      <td>unlimited</td>
      <td>
        <CopyText text={digest} label={`digest of the permit for ${name}`} />
      </td>
    </tr>
  )
}
