import { useQuery } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import type { ContractCode } from '../../../../engine/api/explorerRecords.ts'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { CopyText } from '../../../ui/CopyText.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { formatCount } from '../../../ui/format.ts'
import { StateMessage } from '../../../ui/StateMessage.tsx'
import { SourceEditor } from '../../contracts/index.ts'
import { useExplorer } from '../hooks/useExplorer.ts'
import { LoadState } from './LoadState.tsx'
import './StorageView.css'

/** A contract's source where it was compiled here, else its code. */
export function CodeView({ address }: { address: string }) {
  const { api } = useDesk()
  const { network } = useExplorer()
  const query = useQuery(api.explorer.getCode.queryOptions({ input: { network, address } }))
  if (query.data === undefined) return <LoadState query={query} what="the code" />
  const { artifact, code } = query.data
  return artifact === undefined ? <Bytecode code={code} /> : <Source artifact={artifact} code={code} />
}

const bytecode = 'bytecode'

function Source({ artifact, code }: { artifact: NonNullable<ContractCode['artifact']>; code: string }) {
  const [path, setPath] = useState(artifact.path)
  const source = artifact.sources.find((each) => each.path === path)
  return (
    <div className="storage-view">
      <div className="storage-form">
        <strong>{cleanText(artifact.name, 60)}</strong>
        <span className="faint">solc {cleanText(artifact.compilerVersion, 20)}</span>
        <select className="text-input" aria-label="File" value={path} onChange={(event) => setPath(event.target.value)}>
          {artifact.sources.map((each) => (
            <option key={each.path} value={each.path}>
              {cleanText(each.path, 120)}
            </option>
          ))}
          <option value={bytecode}>Bytecode</option>
        </select>
        <CopyText text={artifact.abi} shown="ABI" label="ABI" />
      </div>
      <div className="page-body">
        {source === undefined ? (
          <Bytecode code={code} />
        ) : (
          <Suspense fallback={<StateMessage>Loading the editor…</StateMessage>}>
            <SourceEditor path={source.path} text={source.text} />
          </Suspense>
        )}
      </div>
    </div>
  )
}

const Bytecode = ({ code }: { code: string }) => (
  <div className="page-scroll scrolls">
    <h2 className="section-title">
      {formatCount((code.length - 2) / 2)} bytes of code <CopyText text={code} shown="" label="code" />
    </h2>
    <pre className="raw-text">{code}</pre>
  </div>
)
