/**
 * Gives calls of functions to their instances (docs/dialects/minik8s-functions.md): a call that finds none waits until there is one; what it
 * counts makes the controller ask for more. Read this file first.
 */
import { ApiError, formatKey, functionPods, keyOf, kinds, randomSuffix, type Client, type Clock, type core, type Logger, type minik8s, type ObjectKey, type Random } from '../../api';
import type { Informers } from '../../client';
import { Demand } from './demand';
import { Failure, type Instances } from './instances';
import { Line } from './line';
import { InvocationRefused, refusalOf } from './refusal';

/** A call waits as long as the function may take, and at least so long: an instance that has yet to start may need it. */
const leastPatienceMs = 10_000;

/** Calls of one function that may wait. */
const room = 2000;

const byFunction = 'functionUid';

export interface ActivatorDeps {
  readonly client: Client;
  /** With the pods that instances are. */
  readonly informers: Informers;
  /** With functions: a server that does not serve them holds nothing else up. */
  readonly functionInformers: Informers;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly instances: Instances;
  /** Whether this process runs what is on the node. */
  serves(node: string): boolean;
}

export interface Activator {
  /** Resolves to the JSON text of the result. `body` is JSON text. Rejects with InvocationRefused, or as the signal says. */
  invoke(key: ObjectKey, body: string, signal: AbortSignal): Promise<string>;
  /** Whether it would be answered at once; one that sleeps is woken. Rejects with InvocationRefused when there is no such function. */
  probe(key: ObjectKey): Promise<boolean>;
  close(): Promise<void>;
}

export function createActivator(deps: ActivatorDeps): Activator {
  const { client, informers, functionInformers, clock, random, log, instances, serves } = deps;
  const functions = functionInformers.of(kinds.functions);
  const pods = informers.of(kinds.pods);
  const demand = new Demand({ client, clock, log, name: `activator-${randomSuffix(random, 8)}` });
  const lines = new Map<string, Line>();
  let isClosed = false;

  pods.addIndex(byFunction, (pod) => listed(uidOfFunction(pod)));
  const ready = (uid: string): core.Pod[] => pods.lister.byIndex(byFunction, uid).filter((pod) => isReady(pod) && serves(pod.spec.nodeName ?? ''));
  const podChanged = (pod: core.Pod): void => {
    const uid = uidOfFunction(pod);
    if (uid !== undefined) lines.get(uid)?.setPods(ready(uid));
  };
  const leavePods = pods.on({ added: podChanged, updated: podChanged, deleted: podChanged });
  const leaveFunctions = functions.on({
    updated(changed) {
      const line = lines.get(changed.metadata.uid ?? '');
      const fault = line && !line.hasInstances ? compileFault(changed) : undefined;
      if (fault) line?.refuseAll(fault);
    },
    deleted(gone) {
      lines.get(gone.metadata.uid ?? '')?.refuseAll(missing(keyOf(gone)));
      lines.delete(gone.metadata.uid ?? '');
    },
  });

  /** One that was made just now is not refused because the informer has not heard of it. */
  async function find(key: ObjectKey): Promise<minik8s.Function> {
    const found = functions.lister.get(key) ?? await client.of(kinds.functions).get(key).catch((error: unknown) => {
      if (ApiError.is(error, 'NotFound')) throw missing(key);
      throw new InvocationRefused(503, `${subjectOf(key)} cannot be looked up: ${String(error)}`, 1);
    });
    if (found.metadata.deletionTimestamp) throw missing(key);
    return found;
  }

  /** As it is now. */
  const current = (called: minik8s.Function): minik8s.Function => functions.lister.get(keyOf(called)) ?? called;

  function lineOf(called: minik8s.Function): Line {
    const { uid = '' } = called.metadata;
    const known = lines.get(uid);
    if (known) return known;
    const line = new Line({ clock, subject: subjectOf(keyOf(called)), room, concurrency: () => current(called).spec.concurrency });
    lines.set(uid, line);
    line.setPods(ready(uid));
    return line;
  }

  async function answer(called: minik8s.Function, body: string, signal: AbortSignal): Promise<string> {
    const line = lineOf(called);
    const until = clock.now() + Math.max(called.spec.timeoutSeconds * 1000, leastPatienceMs);
    for (let again = false; ; again = true) {
      const fault = line.hasInstances ? undefined : compileFault(current(called));
      if (fault) throw fault;
      const place = await line.take({ until, again, signal });
      try {
        return await instances.invoke(place.pod, body, signal);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        if (!error.hasNotBegun) throw refusalOf(error);
        line.shun(place, error.kind === 'NotStarted');
      } finally {
        line.release(place);
      }
    }
  }

  return {
    async invoke(key, body, signal) {
      if (isClosed) throw stopping();
      const called = await find(key);
      const end = demand.begin(called);
      try {
        return await answer(called, body, signal);
      } finally {
        end();
      }
    },
    async probe(key) {
      const called = await find(key);
      demand.ask(called);
      return lineOf(called).hasInstances;
    },
    async close() {
      isClosed = true;
      leavePods();
      leaveFunctions();
      for (const line of lines.values()) line.refuseAll(stopping());
      await demand.close();
    },
  };
}

const listed = (text: string | undefined): string[] => (text === undefined ? [] : [text]);

const uidOfFunction = ({ metadata: { labels } }: core.Pod): string | undefined => labels?.[functionPods.functionUidLabel];

const isReady = ({ metadata, status }: core.Pod): boolean =>
  metadata.deletionTimestamp === undefined && (status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false);

const subjectOf = (key: ObjectKey): string => `function ${formatKey(key)}`;

const stopping = (): InvocationRefused => new InvocationRefused(503, 'the activator stops', 1);

const missing = (key: ObjectKey): InvocationRefused => new InvocationRefused(404, `${subjectOf(key)} not found`);

/** Of the code as it is now: to wait for an instance would be in vain. */
function compileFault(called: minik8s.Function): InvocationRefused | undefined {
  const compiled = called.status?.conditions?.find(({ type }) => type === 'Compiled');
  if (compiled?.status !== 'False' || compiled.observedGeneration !== called.metadata.generation) return undefined;
  return new InvocationRefused(500, `${subjectOf(keyOf(called))} does not compile: ${compiled.message}`);
}
