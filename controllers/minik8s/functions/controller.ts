/**
 * Functions (docs/dialects/minik8s-functions.md): each content of a Function is a ControllerRevision, which simulated kubelets read, and a
 * ReplicaSet, whose pods run it. How many there are follows from how much it is called.
 */
import { functionPods, keyOf, kinds, type minik8s } from '../../../api';
import type { ControllerFactory } from '../../../client';
import { OwnWrites } from '../../own-writes';
import { dependentsOf, ifPresent, indexOwnership, uidOf } from '../../ownership';
import { unlessTerminating } from '../../pods/control';
import { sameStatus } from '../../same-status';
import { contentOf, hashOf } from './content';
import { hashOfSet, isOver, nextSizes } from './rollout';
import { untilNextScale } from './scaling';
import { conditionOf, functionStatus, type Observation } from './status';
import { FunctionWriter, NameTaken } from './writer';

/** What stands in the way may be taken away without a word. */
const obstructedMs = 10_000;

export const functionController: ControllerFactory = ({ client, informers, clock, recorder }) => {
  const functions = informers.of(kinds.functions);
  const sets = informers.of(kinds.replicasets);
  const revisions = informers.of(kinds.controllerrevisions);
  const pods = informers.of(kinds.pods);
  indexOwnership(sets);
  indexOwnership(revisions);
  indexOwnership(pods);
  const own = { functions: new OwnWrites(functions), sets: new OwnWrites(sets) };
  const writer = new FunctionWriter({ client, recorder, sets: own.sets, revisions: revisions.lister });

  async function writeStatus(fn: minik8s.Function, seen: Observation): Promise<minik8s.Function> {
    if (sameStatus(functionStatus(fn, fn.status ?? {}, seen), fn.status ?? {})) return fn;
    // Activators write it too: what they have said since counts.
    const written = await client.of(kinds.functions).update(keyOf(fn), (current) => {
      const status = functionStatus(fn, current.status ?? {}, seen);
      return uidOf(current) !== uidOf(fn) || sameStatus(status, current.status ?? {}) ? current : { ...current, status };
    }, { subresource: 'status' });
    tellCompiled(fn, written);
    return own.functions.note(written);
  }

  function tellCompiled(before: minik8s.Function, after: minik8s.Function): void {
    const [was, is] = [before, after].map(({ status }) => conditionOf(status?.conditions, 'Compiled'));
    if (is?.status === 'False' && was?.message !== is.message) recorder.event(after, 'Warning', is.reason, is.message);
  }

  /** Resolves to the milliseconds after which it has to be looked at again, if it has to. */
  async function sync(fn: minik8s.Function): Promise<number | undefined> {
    const content = contentOf(fn.spec);
    const hash = hashOf(content);
    const owned = dependentsOf(sets.lister, uidOf(fn)).map((set) => own.sets.newest(set)).filter(({ metadata }) => !metadata.deletionTimestamp);
    const old = owned.filter((set) => hashOfSet(set) !== hash);
    let current = owned.find((set) => hashOfSet(set) === hash);
    const seen = (obstacle?: Observation['obstacle']): Observation =>
      ({ hash, current, old, pods: current ? dependentsOf(pods.lister, uidOf(current)) : [], obstacle, now: clock.now() });
    try {
      await writer.ensureRevision(fn, content);
      const written = await writeStatus(fn, seen());
      const desired = written.status?.desiredReplicas ?? 0;
      current ??= await writer.createSet(fn, hash, desired);
      for (const [set, size] of nextSizes(desired, current, old)) await writer.resize(fn, set, size);
      await Promise.all(old.filter(isOver).map((set) => writer.delete(set)));
      await writer.deleteRevisions(fn, new Set([hash, ...old.filter((set) => !isOver(set)).map(hashOfSet)]));
      return untilNextScale(written.spec, written.status ?? {}, clock.now());
    } catch (error) {
      if (!(error instanceof NameTaken)) throw error;
      await writeStatus(fn, seen({ reason: 'NameTaken', message: error.message }));
      return obstructedMs;
    }
  }

  return {
    name: 'function-controller',
    for: kinds.functions,
    owns: [kinds.replicasets, kinds.controllerrevisions],
    watches: [{
      definition: kinds.pods,
      keys({ metadata: { namespace, labels, annotations } }) {
        const name = labels?.[functionPods.functionUidLabel] === undefined ? undefined : annotations?.[functionPods.functionAnnotation];
        return name === undefined ? [] : [{ namespace, name }];
      },
    }],
    async reconcile(key) {
      const cached = functions.lister.get(key);
      if (!cached || cached.metadata.deletionTimestamp) return undefined;
      // What goes meanwhile, the function or a set, brings its own event.
      const requeueAfterMs = await unlessTerminating(ifPresent(sync(own.functions.newest(cached))));
      return requeueAfterMs === undefined ? undefined : { requeueAfterMs };
    },
  };
};
