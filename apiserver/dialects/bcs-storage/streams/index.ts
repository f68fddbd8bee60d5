/**
 * Changes as they come: one JSON object each, `type` and `value`, and one that says that it is over (upstream's lib/watch.go). What is asked
 * for with a body that makes no sense is over at once.
 */
import { matches, type CollectionKey, type StoredDocument } from '../../../../api';
import type { DocumentChange } from '../../../../registry';
import { endOf, jsonHeaders, pump, sendText, type Ending, type FrameSink, type Response } from '../../../dialect';
import type { Call, Endpoint } from '../call';
import { collectionOf as dynamicOf, kindsRead } from '../dynamic/address';
import { Refusal } from '../faults';
import { collectionOf as metricsOf, namesOfType } from '../metric';
import { Alarm } from './alarm';
import { differences } from './differences';
import { broken, encoding, nothing, type Told } from './frames';
import { readOptions, type StreamOptions } from './options';

type Wanted = (document: StoredDocument) => boolean;

const everything: Wanted = () => true;

export const streamDynamic: Endpoint = (call) => {
  const kinds = kindsRead(call);
  return stream(call, dynamicOf(call.at), kinds.length ? ({ value }) => matches(kinds, value) : everything);
};

/** Of what runs in the cluster: taskgroups, if it has any, else pods. */
export const streamContainers: Endpoint = async (call) => {
  const there = await call.service.documents.collections('dynamic', call.at.clusterId!);
  const [first] = ['taskgroup', 'Pod'].flatMap((type) => there.filter((each) => each.type === type));
  await stream(call, first, everything);
};

export const streamMetrics: Endpoint = (call) => {
  const isOfType = namesOfType(call.at.type!);
  return stream(call, metricsOf(call.at), ({ key }) => isOfType(key.name));
};

async function stream(call: Call, collection: CollectionKey | undefined, wanted: Wanted): Promise<void> {
  const options = await readOptions(call).catch(nothingWhenRefused);
  if (collection && options) await follow(call, collection, wanted, options);
  else sendText(call, 200, broken.toString());
}

function nothingWhenRefused(error: unknown): undefined {
  if (!(error instanceof Refusal)) throw error;
}

/** While nothing happens the client is told that somebody is there. */
const keepAliveMs = 30_000;

/** The answer begins when nothing is missed any more: whoever has it, and changes something, is told of it. */
async function follow({ response, service }: Call, collection: CollectionKey, wanted: Wanted, options: StreamOptions): Promise<void> {
  const { documents, clock, closing } = service;
  const ending = endOf(response, closing, clock);
  try {
    const changes = await documents.watch(collection, ending.signal);
    const differs = options.mustDiff ? await differences(documents, collection, options.mustDiff) : () => true;
    const counts = (told: Told): boolean => wanted(told.document) && !(options.selfOnly && told.type === 'changed') && differs(told);
    response.writeHead(200, jsonHeaders).flushHeaders();
    await tell({ response, service }, (patience) => batches(changes, counts, options.maxEvents, patience), ending, options.timeoutMs);
  } finally {
    ending.release();
  }
  if (!response.destroyed) response.end(broken);
}

type Batches = AsyncIterable<readonly Told[]>;

async function tell({ response, service }: Pick<Call, 'response' | 'service'>, batchesBy: (patience: Alarm) => Batches, ending: Ending, timeoutMs: number | undefined): Promise<void> {
  const { clock } = service;
  const patience = new Alarm(clock, timeoutMs, () => ending.release());
  const keepAlive: Alarm = new Alarm(clock, keepAliveMs, () => {
    if (!response.writableNeedDrain) response.write(nothing);
    keepAlive.again();
  });
  try {
    await pump(sinkOf(response), batchesBy(patience), encoding(service), ending.signal, clock);
  } finally {
    keepAlive.end();
    patience.end();
  }
}

async function* batches(changes: AsyncIterable<readonly DocumentChange[]>, counts: (told: Told) => boolean, most: number, patience: Alarm): AsyncGenerator<readonly Told[]> {
  // None said: any number.
  let left = most || Infinity;
  for await (const batch of changes) {
    const told = batch.filter((change): change is Told => change.type !== 'broken' && counts(change)).slice(0, left);
    left -= told.length;
    if (told.length) {
      patience.again();
      yield told;
    }
    if (left === 0 || batch.at(-1)?.type === 'broken') return;
  }
}

const sinkOf = (response: Response): FrameSink => ({ socket: response.socket!, write: (frames) => void response.write(Buffer.concat(frames)) });
