/** What the engine remembers of one pod between two looks at it. Most pods stay as they are: they cost no more than this object. */
import type { PodEvent } from './stage';

type Marks = ReadonlyMap<string, number>;

const none: Marks = new Map();

export class PodMemory {
  /** When each mark was first seen, in milliseconds since the epoch. */
  private marks: Marks = none;
  /** How often, by text. */
  private told: Map<string, number> | undefined;

  /** A look at the pod: marks that it does not ask for are forgotten. */
  look(now: number): (mark: string) => number {
    const before = this.marks;
    let asked: Map<string, number> | undefined;
    this.marks = none;
    return (mark) => {
      const at = asked?.get(mark) ?? before.get(mark) ?? now;
      asked ??= new Map();
      this.marks = asked.set(mark, at);
      return now - at;
    };
  }

  /** Those that have not been announced while waiting. */
  untold(events: readonly PodEvent[]): readonly PodEvent[] {
    const { told } = this;
    return told ? events.filter((event) => (told.get(textOf(event)) ?? -1) < (event.nth ?? 0)) : events;
  }

  announce(events: readonly PodEvent[]): void {
    for (const event of events) this.told = (this.told ?? new Map<string, number>()).set(textOf(event), event.nth ?? 0);
  }

  /** The step that was announced is taken: what comes next is news again. */
  stepTaken(): void {
    this.told = undefined;
  }
}

const textOf = ({ reason, message, fieldPath = '' }: PodEvent): string => [reason, fieldPath, message].join('\0');
