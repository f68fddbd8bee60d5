/** What has been taken from quotas and is neither stored nor given back yet, by namespace. */
export class InFlight {
  private readonly flights = new Map<string, Set<Promise<void>>>();

  /** Returns how to say that it is over. */
  start(namespace: string): () => void {
    const inNamespace = this.flights.get(namespace) ?? new Set();
    this.flights.set(namespace, inNamespace);
    let land: () => void = () => undefined;
    const flight = new Promise<void>((resolve) => { land = resolve; });
    inNamespace.add(flight);
    return () => {
      land();
      inNamespace.delete(flight);
      if (inNamespace.size === 0 && this.flights.get(namespace) === inNamespace) this.flights.delete(namespace);
    };
  }

  /** Resolves when everything that is under way now is over. */
  async landed(namespace: string): Promise<void> {
    await Promise.all(this.flights.get(namespace) ?? new Set<Promise<void>>());
  }
}
