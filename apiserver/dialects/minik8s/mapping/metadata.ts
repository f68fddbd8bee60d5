/** The document's metadata, and the annotations in which is kept what Kubernetes has no field for. */
import { cpuUsageAnnotation, documentHpa, memUsageAnnotation, nodeWishAnnotation, type KubeObject, type ObjectMeta } from '../../../../api';
import type { Metadata } from '../objects/common';
import { differencesOf, readDifferences, recalled } from './remembered';

type Texts = Readonly<Record<string, string>>;

const writtenAnnotation = 'minik8s.io/as-written';
const statusAnnotation = 'minik8s.io/status-as-written';
/** A node's `ip`, which its status may contradict. */
export const ipAnnotation = 'minik8s.io/ip';
/** What Kubernetes' status has no place for. */
export const usageAnnotations = { cpu: cpuUsageAnnotation, mem: memUsageAnnotation, pods: 'minik8s.io/num-pods', updated: 'minik8s.io/update-time' } as const;

/** Of this API's own making: no client sees or writes them here. */
const own: ReadonlySet<string> = new Set([writtenAnnotation, statusAnnotation, ipAnnotation, nodeWishAnnotation, ...Object.values(usageAnnotations), ...documentHpa.hpaAnnotations]);

const filtered = (annotations: Texts | undefined, keep: (name: string) => boolean): Record<string, string> | undefined => {
  const kept = Object.entries(annotations ?? {}).filter(([name]) => keep(name));
  return kept.length ? Object.fromEntries(kept) : undefined;
};

export const storedMeta = ({ name = '', namespace, labels, annotations }: Metadata): ObjectMeta =>
  ({ name, namespace, labels, annotations: filtered(annotations, (each) => !own.has(each)) });

export const writtenMeta = ({ name, namespace, uid, labels, annotations }: ObjectMeta): Metadata =>
  ({ name, namespace, uuid: uid, labels, annotations: filtered(annotations, (each) => !own.has(each)) });

/** With what is sent of labels and annotations, each as a whole, unless it is empty. */
export function withSentMeta<T extends KubeObject>(current: T, { labels, annotations }: Metadata = {}): T {
  const { metadata } = current;
  return { ...current, metadata: {
    ...metadata,
    ...(hasAny(labels) && { labels }),
    ...(hasAny(annotations) && { annotations: { ...filtered(annotations, (each) => !own.has(each)), ...filtered(metadata.annotations, (each) => own.has(each)) } }),
  } };
}

const hasAny = (some: Texts | undefined): boolean => Object.keys(some ?? {}).length > 0;

/** `undefined` takes an annotation away. */
export function annotated<T extends KubeObject>(object: T, annotations: Readonly<Record<string, string | undefined>>): T {
  const all = { ...object.metadata.annotations, ...annotations };
  const kept = Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
  return { ...object, metadata: { ...object.metadata, annotations: Object.keys(kept).length ? kept : undefined } };
}

/** What somebody has spoilt is not said. */
export function amountIn(text: string | undefined): number | undefined {
  const amount = text ? Number(text) : NaN;
  return Number.isFinite(amount) && amount >= 0 ? amount : undefined;
}

export const annotationOf = ({ metadata }: KubeObject, name: string): string | undefined => metadata.annotations?.[name];

/** With what of `written` does not come back as `said`. */
const remembering = (annotation: string) => <T extends KubeObject>(stored: T, written: unknown, said: unknown): T => {
  const differences = differencesOf(written, said);
  if (differences.length === 0 && annotationOf(stored, annotation) === undefined) return stored;
  return annotated(stored, { [annotation]: differences.length ? JSON.stringify(differences) : undefined });
};

const recalling = (annotation: string) => <W>(stored: KubeObject, said: W): W => recalled(said, readDifferences(annotationOf(stored, annotation)));

export const rememberObject = remembering(writtenAnnotation);
export const recallObject = recalling(writtenAnnotation);
export const rememberStatus = remembering(statusAnnotation);
export const recallStatus = recalling(statusAnnotation);
