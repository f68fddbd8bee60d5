/** A file of the configuration directory: what stands in it, and what becomes of it. */
import { parsedFile, Unreadable } from './parse';
import { Reading, readWhole, type Shape } from './shape';

export interface ConfigFile<T> {
  readonly name: string;
  readonly meaning: string;
  /** False: nothing is decided by it, so that it may be missing, and what is wrong with it is only told. */
  readonly isNeeded: boolean;
  readonly shape: Shape<unknown>;
  read(bytes: Buffer): FileReading<T>;
}

export interface FileReading<T> {
  /** Absent: there are faults. */
  readonly value?: T;
  /** `sites.json: sites[3].operator.name: must be a string, got number 7`. */
  readonly faults: readonly string[];
  readonly warnings: readonly string[];
}

interface Declaration<S, T> {
  readonly name: string;
  readonly meaning: string;
  readonly isNeeded?: boolean;
  readonly shape: Shape<S>;
  /** What no field can say for itself, and what others are given; not asked while fields are faulty. */
  readonly of: (value: S, reading: Reading) => T;
}

export function configFile<S, T>({ name, meaning, isNeeded = true, shape, of }: Declaration<S, T>): ConfigFile<T> {
  return {
    name, meaning, isNeeded, shape,
    read(bytes) {
      const reading = new Reading(name);
      try {
        const { value, duplicates } = parsedFile(name, bytes);
        for (const duplicate of duplicates) reading.warn(duplicate);
        const fields = readWhole(reading, () => ({ read: shape.read(value, reading) }));
        const read = fields && readWhole(reading, () => of(fields.read, reading));
        if (reading.unknown.size) reading.warn(`has members that are ignored: ${[...reading.unknown].join(', ')}`);
        return { value: read, faults: reading.faults, warnings: reading.warnings };
      } catch (error) {
        if (error instanceof Unreadable) return { faults: [`${name}: ${error.message}`], warnings: [] };
        throw error;
      }
    },
  };
}

/** Of what has the same key the last one counts. */
export function lastOfEach<T>(records: readonly T[], where: string, keyOf: (record: T) => string, reading: Reading): readonly T[] {
  const found = new Map<string, number>();
  const kept = new Map<string, T>();
  records.forEach((record, i) => {
    const key = keyOf(record);
    const before = found.get(key);
    if (before !== undefined) reading.warn(`${where}[${i}]: has the key of ${where}[${before}], ${JSON.stringify(key)}; the later one counts`);
    found.set(key, i);
    kept.set(key, record);
  });
  return [...kept.values()];
}
