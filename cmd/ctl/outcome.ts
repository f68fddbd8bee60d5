/** What came of each of several objects: tables of the document on stdout, what failed on stderr too. */
import { UsageError } from '../flag';
import { printTables, refText } from './common';
import type { Document } from './documents';
import type { Table } from './kinds/kind';
import { Refused } from './minik8s';

export interface Done {
  /** `created`, `unchanged`. */
  readonly info: string;
  /** The server's words. */
  readonly message: string;
  /** What the user should know. */
  readonly notes?: readonly string[];
}

export interface Outcome {
  readonly document: Pick<Document, 'kind' | 'ref'>;
  readonly result: 'Success' | 'Failed';
  readonly info: string;
  readonly reason: string;
  readonly notes: readonly string[];
}

/** One after the other; what fails keeps nothing else from being done. */
export async function each<D extends Pick<Document, 'kind' | 'ref'>>(documents: readonly D[], work: (document: D) => Promise<Done>): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const document of documents) outcomes.push(await outcomeOf(document, work));
  return outcomes;
}

async function outcomeOf<D extends Pick<Document, 'kind' | 'ref'>>(document: D, work: (document: D) => Promise<Done>): Promise<Outcome> {
  try {
    const { info, message, notes = [] } = await work(document);
    return { document, result: 'Success', info, reason: message, notes };
  } catch (error) {
    if (!(error instanceof Refused || error instanceof UsageError)) throw error;
    return { document, result: 'Failed', info: 'failed', reason: error.message, notes: [] };
  }
}

const resultTable = (outcomes: readonly Outcome[]): Table => ({
  head: ['Kind', 'Result', 'Info', 'Reason(Msg)'], rows: outcomes.map(({ document: { kind }, result, info, reason }) => [kind.kind, result, info, reason]),
});

const objectTable = (outcomes: readonly Outcome[]): Table => ({
  head: ['Kind', 'Name', 'Namespace'], rows: outcomes.map(({ document: { kind, ref } }) => [kind.kind, ref.name, ref.namespace]),
});

/** The command fails when one of them has. */
export function report(outcomes: readonly Outcome[]): void {
  for (const { document: { kind, ref }, result, reason, notes } of outcomes) {
    const said = [...notes.map((note) => `note: ${kind.kind} ${refText(ref)}: ${note}`), ...(result === 'Failed' ? [`minikapi: ${kind.kind} ${refText(ref)}: ${reason}`] : [])];
    for (const line of said) process.stderr.write(`${line}\n`);
  }
  const succeeded = outcomes.filter(({ result }) => result === 'Success');
  printTables([resultTable(outcomes), ...(succeeded.length ? [objectTable(succeeded)] : [])]);
  if (succeeded.length < outcomes.length) process.exitCode = 1;
}
