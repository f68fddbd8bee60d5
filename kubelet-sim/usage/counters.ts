/** Time of processors as it adds up. Nobody looks at containers meanwhile: between two questions they used what is the mean of both answers. */
interface Reading {
  /** Of the run. */
  readonly id: string;
  readonly at: number;
  readonly cores: number;
  readonly total: number;
}

export class CpuCounters {
  /** By pod, then by container. */
  private readonly readings = new Map<string, Map<string, Reading>>();

  /** Core-seconds since `since`, when the run began that `id` names; each is counted anew. Both times in milliseconds since the epoch. */
  total(pod: string, container: string, { id, since }: { readonly id: string; readonly since: number }, now: number, cores: number): number {
    const ofPod = this.readings.get(pod) ?? new Map<string, Reading>();
    this.readings.set(pod, ofPod);
    const known = ofPod.get(container);
    const before = known?.id === id ? known : { at: Math.min(since, now), cores, total: 0 };
    const total = before.total + ((before.cores + cores) / 2) * (Math.max(0, now - before.at) / 1000);
    ofPod.set(container, { id, at: now, cores, total });
    return total;
  }

  forget(pod: string): void {
    this.readings.delete(pod);
  }
}
