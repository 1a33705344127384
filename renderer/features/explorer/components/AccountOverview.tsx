import type { AccountDetails } from '../../../../engine/api/explorerRecords.ts'
import { cleanText } from '../../../ui/cleanText.ts'
import { formatAmount, formatCount } from '../../../ui/format.ts'
import { formatEther, formatGas } from '../model/formatWei.ts'
import { AddressLink, HashText } from './Entity.tsx'
import { Amount, Fact, Facts } from './Facts.tsx'
import './TransactionOverview.css'

/** What an account holds and is. */
export const AccountOverview = ({ account }: { account: AccountDetails }) => {
  const { token, delegate, codeHash, storageRoot, tokens } = account
  return (
    <div className="page-scroll scrolls" data-testid="account-overview">
      <Facts>
        <Fact name="Balance">
          <Amount value={formatEther(account.balanceWei)} unit="ETH" />
        </Fact>
        <Fact name="Nonce">{formatGas(account.nonce)}</Fact>
        <Fact name="Delegates to">
          {delegate !== undefined && <AddressLink address={delegate} names={account.names} full />}
        </Fact>
        <Fact name="Token">
          {token !== undefined && (
            <Amount
              value={formatAmount(token.totalSupply ?? 0n, token.decimals ?? 0)}
              unit={cleanText(token.symbol ?? '', 16)}
              note={`in all, ${token.decimals ?? 0} decimals`}
            />
          )}
        </Fact>
        <Fact name="Code">
          {account.codeBytes > 0 && <Amount value={formatCount(account.codeBytes)} unit="bytes" />}
        </Fact>
        <Fact name="Code hash">{codeHash !== undefined && <HashText hash={codeHash} label="code hash" />}</Fact>
        <Fact name="Storage root">
          {storageRoot !== undefined && account.codeBytes > 0 && <HashText hash={storageRoot} label="storage root" />}
        </Fact>
      </Facts>
      <h2 className="section-title">Tokens held</h2>
      {tokens.length === 0 ? (
        <p className="section-note">None that it received lately.</p>
      ) : (
        <ul className="movements" data-testid="account-tokens">
          {tokens.map(({ address, symbol, decimals, balance, name }) => (
            <li key={address}>
              <span className="number movement-amount">{formatAmount(balance, decimals ?? 0)}</span>
              <AddressLink address={address} names={{ [address]: cleanText(symbol ?? '', 16) || address }} />
              {name !== undefined && <span className="faint">{cleanText(name, 40)}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
