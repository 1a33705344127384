import type { NetworkChoice } from '../../../app/session/useNetworkChoice.ts'
import { cleanText } from '../../../ui/cleanText.ts'
import { Select } from '../../../ui/Select.tsx'

/** Which network to deploy to: the practice chain or a fork of this desk. */
export const NetworkField = ({ choice: { networks, network, choose } }: { choice: NetworkChoice }) => (
  <Select
    label="Network"
    testId="network"
    value={network}
    options={networks.map(({ id, name }) => ({ value: id, title: cleanText(name) }))}
    onChange={choose}
  />
)
