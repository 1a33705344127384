import { formatEther, formatGwei } from 'viem'
import type { DeploymentPreview, PreviewedStep } from '../../engine/deployment/previewDeployment.ts'

const grouped = (value: bigint): string => value.toLocaleString('en-US')

/** A preview as lines for people: each step, its gas and its cost. */
export const describePreview = (preview: DeploymentPreview): string[] => {
  const { steps, fees, balanceWei, gas, costWei, maxCostWei, set, isRehearsed } = preview
  const priceWei = fees.baseFeeWei + fees.tipWei
  const open = steps.filter(({ isDone }) => !isDone)
  return [
    ...steps.map((step) => describeStep(step, priceWei)),
    '',
    ...(set === undefined ? [] : Object.entries(set).map(([name, address]) => `  ${name.padEnd(20)}${address}`)),
    '',
    `Fees now   ${formatGwei(fees.baseFeeWei)} gwei base and ${formatGwei(fees.tipWei)} gwei tip`,
    ...(isRehearsed
      ? [
          'Gas        as on a chain of our own: the network can’t simulate this. What it charges beside gas is not in it.',
        ]
      : []),
    `To do      ${open.length} of ${steps.length} steps, ${grouped(gas)} gas: ${formatEther(costWei)} ETH now, at most ${formatEther(maxCostWei)} ETH`,
    `Balance    ${formatEther(balanceWei)} ETH${balanceWei < costWei ? ': not enough' : ''}`,
  ]
}

const describeStep = ({ step, isDone, gas, failure }: PreviewedStep, priceWei: bigint): string => {
  const address = step.kind === 'create' ? step.address : ''
  const name = `  ${step.title.padEnd(48)}${address.padEnd(44)}`
  if (isDone) return `${name}done`
  if (gas === undefined) return `${name}fails: ${failure ?? 'for an unknown reason'}`
  return `${name}${grouped(gas).padStart(12)} gas${formatEther(gas * priceWei)
    .slice(0, 12)
    .padStart(14)} ETH`
}
