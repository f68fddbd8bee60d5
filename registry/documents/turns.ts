/** Long work is done in turns of the event loop: other people's requests are answered in between. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

/** As many bytes of JSON are parsed in about two milliseconds. */
const bytesPerTurn = 256 * 1024;

/** Says when a turn has been long enough. */
export class Pace {
  private done = 0;

  /** `weight`: of what is done next, in bytes of JSON to parse. */
  due(weight: number): boolean {
    this.done += weight;
    if (this.done < bytesPerTurn) return false;
    this.done = 0;
    return true;
  }
}
