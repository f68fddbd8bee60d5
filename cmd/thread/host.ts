/**
 * The components in a thread of their own, seen from the API server's: nothing that they do keeps a request waiting. What they ask
 * of the registry comes over a port (`objects.ts`); what they answer over HTTP they listen for themselves.
 */
import { join } from 'node:path';
import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { Logger, Measures, SchedulerControl } from '../../api';
import { Peer } from '../../client';
import type { Registry } from '../../registry';
import type { SchedulerSlot } from '../../scheduler';
import type { Components } from '../running-components';
import { objectsOffer } from './objects';
import type { Line, Presence, ThreadSetup, ToldFamily } from './setup';

/** Beside this file's bundle (scripts/build.mjs). */
const entry = 'component-thread.js';

export interface ThreadGround {
  readonly registry: Registry;
  readonly measures: Measures;
  readonly log: Logger;
  /** Names of the components that run. */
  readonly running: Set<string>;
  readonly slot: SchedulerSlot;
  /** Where the API answers. */
  readonly url: string;
}

/** It begins to read its code at once, while others do other things. */
export class ComponentsThread {
  private readonly port: MessagePort;
  private readonly worker: Worker;

  constructor(setup: ThreadSetup) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.worker = new Worker(join(__dirname, entry), { workerData: { port: port2, setup }, transferList: [port2] });
    // It ends this process, as any other error that nobody expects.
    this.worker.on('error', (error) => { throw error; });
  }

  over({ registry, measures, log, running, slot, url }: ThreadGround): Components {
    const { calls, streams } = objectsOffer(registry);
    const heard = {
      log: ({ level, message, fields }: Line) => log[level](message, fields === undefined ? undefined : JSON.parse(fields) as object),
      running: ({ name, runs }: Presence) => { if (runs) running.add(name); else running.delete(name); },
    };
    const peer = new Peer(this.port, { calls: { ...calls, ...heard }, streams }, log);
    const left = [
      slot.fill(controlOver(peer)),
      measures.join(async () => (await peer.call<readonly ToldFamily[]>('families')).map(({ samples, ...family }) => ({ ...family, samples: () => [...samples] }))),
    ];
    return {
      start: () => peer.call('start', url),
      pausedFor: async (work) => {
        await peer.call('pause');
        await work().finally(() => peer.call('resume'));
      },
      stop: async () => {
        await peer.call('stop');
        for (const leave of left) leave();
        await this.end();
      },
    };
  }

  async end(): Promise<void> {
    this.port.close();
    await this.worker.terminate();
  }
}

const controlOver = (peer: Peer): SchedulerControl => ({
  configuration: () => peer.call('scheduler configuration'),
  initialConfiguration: () => peer.call('scheduler initialConfiguration'),
  configure: (configuration) => peer.call('scheduler configure', configuration),
  explain: (pod) => peer.call('scheduler explain', pod),
  whatIf: (question) => peer.call('scheduler whatIf', question),
});
