/** What is asked: these objects, in this cluster. Made from files once, however many configurations are tried. */
import { kinds, type core, type KubeObject } from '../../api';
import type { Manifest } from '../manifests';
import { some, type Note } from './notes';
import { isOf, nameOf, readItems, type Item } from './reading';
import { standIns } from './stand-ins';

export interface Question {
  /** As they are in the cluster. */
  readonly cluster: readonly Item[];
  /** To be made, in this order: what pods and workloads need comes before them. */
  readonly files: readonly Item[];
}

/** Throws UsageError. */
export function questionOf(snapshot: readonly Manifest[], files: readonly Manifest[], note: Note): Question {
  const wanted = heeded(readItems(files, 'files', note), note).map(fresh);
  const there = withoutDoubles(heeded(readItems(snapshot, 'snapshot', note), note), wanted, note).map(identified);
  const cluster = [...there, ...standIns(there, wanted, note)];
  noteRoomless([...cluster, ...wanted], note);
  return { cluster: ranked(cluster), files: [...wanted.filter((item) => !hasPods(item)), ...wanted.filter(hasPods)] };
}

const podOwners = [kinds.pods, kinds.deployments, kinds.replicasets, kinds.replicationcontrollers, kinds.statefulsets, kinds.daemonsets, kinds.jobs, kinds.cronjobs]
  .map(({ kind }) => kind as string);

const hasPods = ({ definition: { kind } }: Item): boolean => podOwners.includes(kind);

/** A quota of which no controller has said what is in use would let nobody in. */
function heeded(items: readonly Item[], note: Note): readonly Item[] {
  const unknown = items.filter((item) => isOf(item, kinds.resourcequotas) && !item.object.status?.hard);
  for (const item of unknown) note(`${item.at}: ${nameOf(item)} is not heeded: its status does not say what is in use`);
  return unknown.length ? items.filter((item) => !unknown.includes(item)) : items;
}

/** What files say goes before what is there. */
function withoutDoubles(there: readonly Item[], wanted: readonly Item[], note: Note): readonly Item[] {
  const names = new Map(wanted.map((item) => [nameOf(item), item]));
  const seen = new Set<string>();
  return there.filter((item) => {
    const name = nameOf(item);
    const other = names.get(name);
    if (other) note(`${other.at}: ${name} takes the place of the one in the snapshot`);
    const again = seen.has(name);
    seen.add(name);
    if (again) note(`${item.at}: ${name} is in the snapshot twice, the first one counts`);
    return !other && !again;
  });
}

/** Of an object that was written down by a server, only what its user has said. Owners stay: by them pods are spread. */
function fresh(item: Item): Item {
  const { name, generateName, namespace, labels, annotations, ownerReferences, uid } = item.object.metadata;
  const object = { ...item.object, metadata: { name, generateName, namespace, labels, annotations, ownerReferences } };
  return { ...item, object: uid && isOf(item, kinds.pods) ? asAsked(object as core.Pod) : object };
}

/** What the server has worked out for a pod it works out again. */
function asAsked(pod: core.Pod): core.Pod {
  return { ...pod, spec: { ...pod.spec, priority: undefined, preemptionPolicy: undefined, overhead: undefined }, status: {} };
}

/** Written by hand, it has no uid, by which others know it. Pods leave at once: nobody is there who would take finalizers off. */
function identified(item: Item): Item {
  const { metadata } = item.object;
  const object: KubeObject = { ...item.object, metadata: { ...metadata, uid: metadata.uid ?? nameOf(item).replace(/[ /]/g, '-').toLowerCase() } };
  return { ...item, object: isOf(item, kinds.pods) ? { ...object, metadata: { ...object.metadata, finalizers: undefined } } : object };
}

/** Pods that were written by hand do not say the number that their class stands for. */
function ranked(cluster: readonly Item[]): readonly Item[] {
  const classes = cluster.filter((item) => isOf(item, kinds.priorityclasses)).map(({ object }) => object);
  const valueOf = (name: string | undefined): number | undefined => classes.find(({ metadata, globalDefault }) => (name ? metadata.name === name : globalDefault))?.value;
  return cluster.map((item) => (isOf(item, kinds.pods) && item.object.spec.priority === undefined
    ? { ...item, object: { ...item.object, spec: { ...item.object.spec, priority: valueOf(item.object.spec.priorityClassName) } } as KubeObject } : item));
}

function noteRoomless(cluster: readonly Item[], note: Note): void {
  const roomless = cluster.filter((item) => isOf(item, kinds.nodes) && !hasRoom(item.object));
  if (roomless.length) note(`no pod fits on ${some(roomless.map(({ object }) => object.metadata.name ?? ''))}: status.allocatable says no number of pods`);
}

const hasRoom = ({ status }: core.Node): boolean => (status?.allocatable ?? status?.capacity)?.pods !== undefined;
