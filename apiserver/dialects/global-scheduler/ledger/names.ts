/**
 * Names of objects for what the Global Scheduler calls by ids. An id must contain a UUID and may contain anything beside it, so not every id can be
 * a name: those that cannot are kept under a name that is made of them, and the object says its id in an annotation. No two ids share a name:
 * what is made looks like no name that an id could have.
 */
import { createHash } from 'node:crypto';
import { idAnnotation, type KubeObject } from '../../../../api';

const subdomain = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const made = /^id-[0-9a-f]{40}$/;

/** A name that nothing else has: whatever `text` is. */
export const madeName = (text: string): string => `id-${createHash('sha1').update(text).digest('hex')}`;

export const nameOf = (id: string): string => (subdomain.test(id) && !made.test(id) ? id : madeName(id));

export const idOf = ({ metadata: { name = '', annotations } }: Pick<KubeObject, 'metadata'>): string => annotations?.[idAnnotation] ?? name;

/** Of objects that requests have made: whose answer is waited for. */
export const idAnnotations = (id: string): { annotations: Record<string, string> } => ({ annotations: { [idAnnotation]: id } });

export const isAsked = ({ metadata: { annotations } }: Pick<KubeObject, 'metadata'>): boolean => annotations?.[idAnnotation] !== undefined;
