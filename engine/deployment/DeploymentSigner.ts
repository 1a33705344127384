import type { Address, Hex, TransactionSerializableEIP1559 } from 'viem'

/** Who sends a deployment's transactions: a key that is here, or an account that the node itself signs for. */
export type DeploymentSigner = {
  readonly address: Address
  /** The signed transaction, serialised; `undefined` where the node signs. */
  readonly sign: ((transaction: TransactionSerializableEIP1559) => Promise<Hex>) | undefined
}
