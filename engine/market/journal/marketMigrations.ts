/**
 * The market's file. `journal` is the truth; `snapshot` saves replaying it; everything else is projected from it and carries
 * the sequence up to which it was (`projection`).
 */
export const marketMigrations: readonly string[] = [
  `
  CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY,
    command TEXT NOT NULL,
    checksum INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE snapshot (
    sequence INTEGER PRIMARY KEY,
    journalChecksum INTEGER NOT NULL,
    state TEXT NOT NULL,
    checksum INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE projection (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    sequence INTEGER NOT NULL
  ) STRICT;
  INSERT INTO projection VALUES (1, 0);
  CREATE TABLE "order" (
    orderId TEXT PRIMARY KEY,
    sequence INTEGER NOT NULL UNIQUE,
    trader TEXT NOT NULL,
    marketId TEXT NOT NULL,
    state TEXT NOT NULL,
    record TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX orderOfTrader ON "order" (trader, sequence);
  CREATE TABLE fill (
    sequence INTEGER PRIMARY KEY,
    fillId TEXT NOT NULL UNIQUE,
    marketId TEXT NOT NULL,
    buyer TEXT NOT NULL,
    seller TEXT NOT NULL,
    matchedAtMs INTEGER NOT NULL,
    priceTicks INTEGER NOT NULL,
    sizeLots INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX fillOfMarket ON fill (marketId, sequence);
  CREATE INDEX fillAtTime ON fill (marketId, matchedAtMs);
  CREATE INDEX fillOfBuyer ON fill (buyer, sequence);
  CREATE INDEX fillOfSeller ON fill (seller, sequence);
  CREATE TABLE candle (
    marketId TEXT NOT NULL,
    interval TEXT NOT NULL,
    startMs INTEGER NOT NULL,
    openTicks INTEGER NOT NULL,
    highTicks INTEGER NOT NULL,
    lowTicks INTEGER NOT NULL,
    closeTicks INTEGER NOT NULL,
    volumeLots INTEGER NOT NULL,
    PRIMARY KEY (marketId, interval, startMs)
  ) STRICT, WITHOUT ROWID;
  `,
]
