/** What has been found while a file is read: where one is, what is wrong, and what is merely odd. */

/** Beyond that, one more tells nobody anything. */
const most = 20;

/** Objects in one file: a million hosts and more is no configuration but an accident. */
const mostRecords = 1_000_000;

/** Enough is wrong; nothing more is read. */
class Enough extends Error {}

export class Reading {
  readonly faults: string[] = [];
  readonly warnings: string[] = [];
  /** Members that no record has, without positions: `sites[].colour`. */
  readonly unknown = new Set<string>();
  private readonly path: (string | number)[] = [];
  private records = 0;

  constructor(private readonly file: string) {}

  /** What is told from now on is told of this member or item. */
  enter(step: string | number): void {
    this.path.push(step);
  }

  leave(): void {
    this.path.pop();
  }

  within<T>(step: string | number, read: () => T): T {
    this.enter(step);
    const value = read();
    this.leave();
    return value;
  }

  fault(message: string): void {
    this.faults.push(this.told(message));
    if (this.faults.length >= most) throw new Enough();
  }

  warn(message: string): void {
    if (this.warnings.length < most) this.warnings.push(this.told(message));
    else if (this.warnings.length === most) this.warnings.push(`${this.file}: and so on`);
  }

  /** To be called for every object. */
  record(): void {
    if (++this.records <= mostRecords) return;
    this.faults.push(`${this.file}: has more than ${mostRecords} records`);
    throw new Enough();
  }

  unknownMember(name: string): void {
    if (this.unknown.size < most) this.unknown.add(formatPath([...this.path.map((step) => (typeof step === 'number' ? '' : step)), name]));
  }

  private told(message: string): string {
    const path = formatPath(this.path);
    return path ? `${this.file}: ${path}: ${message}` : `${this.file}: ${message}`;
  }
}

/** Undefined: there are faults. */
export function readWhole<T>(reading: Reading, read: (reading: Reading) => T): T | undefined {
  try {
    const value = read(reading);
    return reading.faults.length ? undefined : value;
  } catch (error) {
    if (error instanceof Enough) return undefined;
    throw error;
  }
}

const plain = /^[A-Za-z_][\w:-]*$/;

/** A number or nothing is a position. */
const formatPath = (path: readonly (string | number)[]): string => path
  .map((step, i) => (typeof step === 'number' || step === '' ? `[${step}]` : plain.test(step) ? `${i ? '.' : ''}${step}` : `[${JSON.stringify(shortened(step))}]`)).join('');

/** What stands in files is told in logs, but not whole. */
export const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
