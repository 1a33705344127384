/**
 * Every expected failure a caller can meet: its stable code and the HTTP status it has on the REST door.
 * The sentence and the facts come from where it is thrown.
 */
export const errorCodes = {
  // doors
  'access/unauthenticated': 401,
  'access/forbidden': 403,
  'access/rate-limited': 429,
  'access/too-large': 413,
  'access/token-not-found': 404,
  'input/invalid': 400,
  'host/starting': 503,
  'system/source-not-found': 404,
  'host/not-found': 404,
  'host/internal': 500,
  // chain
  'chain/unknown-method': 404,
  'chain/rejected': 422,
  'chain/unavailable': 503,
  'chain/reverted': 422,
  'chain/genesis-mismatch': 409,
  // orders and markets
  'market/not-found': 404,
  'market/halted': 409,
  'order/not-found': 404,
  'order/duplicate': 409,
  'order/tick-size': 422,
  'order/lot-size': 422,
  'order/expired': 422,
  'order/signature': 422,
  'order/domain': 422,
  'order/balance': 422,
  'order/allowance': 422,
  'order/price-band': 422,
  'order/not-open': 409,
  'order/not-owner': 403,
  'order/time-in-force': 422,
  'order/fee': 422,
  'order/nonce': 422,
  'order/too-many': 429,
  'order/post-only': 422,
  'order/self-trade': 422,
  'order/not-filled': 422,
  'order/cancelled': 409,
  'compliance/not-eligible': 422,
  'settlement/failed': 422,
  'stream/too-slow': 429,
  // signing
  'signing/account-not-found': 404,
  'signing/account-exists': 409,
  'signing/locked': 423,
  'signing/wrong-password': 403,
  'signing/invalid-keystore': 422,
  'signing/request-not-found': 404,
  'signing/digest-mismatch': 409,
  'signing/effects-changed': 409,
  'signing/refused': 409,
  // store
  'store/corrupt': 500,
  'store/newer-schema': 500,
  'store/busy': 503,
} as const satisfies Record<string, number>

export type ErrorCode = keyof typeof errorCodes
