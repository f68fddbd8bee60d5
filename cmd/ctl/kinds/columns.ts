/** Columns that several kinds have. */
import { textAt } from '../member';
import type { Column } from './kind';

export const field = (name: string, ...path: readonly string[]): Column => ({ name, cell: (object) => textAt(object, ...path) });

export const nameColumn = field('Name', 'metadata', 'name');

/** Kind, Namespace, Name. */
export const identity = (kind: string): Column[] => [{ name: 'Kind', cell: () => kind }, field('Namespace', 'metadata', 'namespace'), nameColumn];

export const percent = (value: number): string => `${value.toFixed(1)}%`;
