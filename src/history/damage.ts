/** What another program has done to the store, a clause. It stands alone: the thread that packs findings loads it. */
export class Damage extends Error {}
