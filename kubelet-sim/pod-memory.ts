/** What the engine remembers of one pod between two looks at it. */
import type { PodEvent } from './stage';

export class PodMemory {
  /** When each mark was first seen, in milliseconds since the epoch. */
  private marks = new Map<string, number>();
  private readonly told = new Set<string>();

  /** A look at the pod: marks that it does not ask for are forgotten. */
  look(now: number): (mark: string) => number {
    const before = this.marks;
    const asked = new Map<string, number>();
    this.marks = asked;
    return (mark) => {
      const at = asked.get(mark) ?? before.get(mark) ?? now;
      asked.set(mark, at);
      return now - at;
    };
  }

  /** Those that have not been announced while waiting. */
  untold(events: readonly PodEvent[]): PodEvent[] {
    return events.filter((event) => !this.told.has(textOf(event)));
  }

  announce(events: readonly PodEvent[]): void {
    for (const event of events) this.told.add(textOf(event));
  }

  /** The step that was announced is taken: what comes next is news again. */
  stepTaken(): void {
    this.told.clear();
  }
}

const textOf = ({ reason, message, fieldPath = '' }: PodEvent): string => [reason, fieldPath, message].join('\0');
