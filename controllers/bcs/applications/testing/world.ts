/** Worlds of applications on plain values. */
import { bcsRules, type bcs, type core } from '../../../../api';
import type { Taskgroup, World } from '../world';

export const now = Date.UTC(2026, 0, 1, 12);

type Parts<T> = { readonly [K in keyof T]?: T[K] extends object | undefined ? Partial<T[K]> : T[K] };

export const definition = {
  kind: 'application', metadata: { name: 'web', namespace: 'prod' },
  spec: { instance: 3, template: { spec: { containers: [{ image: 'web:1', resources: { limits: { cpu: '0.5', memory: '64' } } }] } } },
};

/** Seen as it is, launched and well, unless something else is said. */
export function application({ metadata, spec, status }: Parts<bcs.BcsApplication> = {}): bcs.BcsApplication {
  const instances = spec?.instances ?? 3;
  return {
    apiVersion: bcsRules.apiVersion, kind: 'BcsApplication',
    metadata: { name: 'web', namespace: 'prod', uid: 'app-uid', generation: 2, finalizers: [bcsRules.marks.finalizer], ...metadata },
    spec: { instances, version: '1700000000000000000', cluster: '10001', definition, ...spec },
    status: { observedGeneration: 2, status: 'Running', settledInstances: instances, ...status },
  };
}

/** It runs, on a node that is well, unless something else is said. */
export function taskgroup({ index = 0, nanos = `1700000000000000${100 + index}`, ...parts }: Partial<Taskgroup> & { readonly nanos?: string } = {}, pod: Parts<core.Pod> = {}): Taskgroup {
  const id = { index, application: 'web', namespace: 'prod', cluster: '10001', nanos };
  const name = bcsRules.taskgroupId(id);
  return {
    id, index, version: '1700000000000000000', status: 'Running', lastStatus: 'Starting', message: '', tasks: [], bound: true, gated: false, deleting: false,
    nodeLost: false, ready: true, restarts: { times: 0, last: 0 }, startedAt: now, updatedAt: now, heardAt: now,
    pod: { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'prod', uid: `uid-${index}-${nanos}`, ...pod.metadata }, spec: { containers: [], ...pod.spec }, status: { ...pod.status } },
    ...parts,
  };
}

export const taskgroups = (...indices: readonly number[]): readonly Taskgroup[] => indices.map((index) => taskgroup({ index }));

export function world({ application: its = application(), taskgroups: all = taskgroups(0, 1, 2), versions = [], ...parts }: Partial<World> & { readonly versions?: readonly bcs.BcsVersion[] } = {}): World {
  const kept = [...versions, bcsRules.versionOf(its)];
  return {
    application: its, taskgroups: all, now, timing: bcsRules.timing, versionOf: (id) => kept.find((version) => version?.spec.id === id), definitionOf: () => bcsRules.definitionOf(its.spec),
    roomOn: () => ({ cpu: Infinity, memory: Infinity, disk: Infinity }), ...parts,
  };
}
