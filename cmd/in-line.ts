/** Steps that are done one after the other, whoever asks for them. */
export class InLine {
  private last: Promise<unknown> = Promise.resolve();

  /** Resolves or rejects as the step does, once those before it are over, whatever came of them. */
  next<V>(step: () => Promise<V>): Promise<V> {
    const done = this.last.then(step);
    this.last = done.catch(() => undefined);
    return done;
  }
}
