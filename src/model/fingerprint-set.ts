/**
 * Fingerprints of many findings in little memory: the first 64 bits of each, eight bytes a finding. Two of a million
 * different findings are taken for one with a chance of one in thirty million.
 */
export class FingerprintSet {
  #values = new BigUint64Array(1024);
  #size = 0;
  #sorted = true;

  add(fingerprint: string): void {
    if (this.#size === this.#values.length) {
      const larger = new BigUint64Array(this.#size * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#size++] = BigInt(`0x${fingerprint.slice(0, 16)}`);
    this.#sorted = false;
  }

  /** How many of these are not in the other set. */
  without(other: FingerprintSet): number {
    const [mine, theirs] = [this.#inOrder(), other.#inOrder()];
    let missing = 0;
    let position = 0;
    for (const value of mine) {
      while (position < theirs.length && (theirs[position] ?? 0n) < value) position += 1;
      if (theirs[position] !== value) missing += 1;
    }
    return missing;
  }

  #inOrder(): BigUint64Array {
    const values = this.#values.subarray(0, this.#size);
    if (!this.#sorted) values.sort();
    this.#sorted = true;
    return values;
  }
}
