/**
 * Addresses that taskgroups ask for (section 7.5 of the document's specification): a label or an annotation per index,
 * `io.tencent.bcs.netsvc.requestip.0: 10.0.0.7|InnerIP=10.1.*;10.2.*`.
 */
import { ipVersion } from '../kinds/ip';
import { attributeOf, type Candidate } from './constraints';
import * as marks from './marks';
import { fitsPattern } from './patterns';

const key = 'io.tencent.bcs.netsvc.requestip';
const prefix = `${key}.`;

/** On a container: the address that it is to have. */
export const requestIpLabel = key;

export interface RequestedIp {
  readonly ip: string;
  /** Only where the attribute fits one of the patterns. */
  readonly where?: { readonly attribute: string; readonly patterns: readonly string[] };
}

type Texts = Readonly<Record<string, string>>;

export const countOfRequests = (labels: Texts = {}): number => Object.keys(labels).filter((name) => name.startsWith(prefix)).length;

/** What is wrong with the labels of an application of so many instances; undefined: nothing. Annotations are not counted. */
export function requestIpFault(labels: Texts | undefined, instances: number): string | undefined {
  const count = countOfRequests(labels);
  return count > 0 && count < instances ? `the number of requestip labels(${count}) is less than instances(${instances})` : undefined;
}

/** `none`: nobody asks for one. `unfit`: others do, and this one has none. */
export function requestedIp(labels: Texts = {}, annotations: Texts = {}, index: number): RequestedIp | 'none' | 'unfit' {
  const all = { ...annotations, ...labels };
  if (!Object.keys(all).some((name) => name.startsWith(prefix))) return 'none';
  const value = all[prefix + index]?.replaceAll(' ', '');
  return value ? parsed(value) : 'unfit';
}

function parsed(value: string): RequestedIp {
  const bar = value.indexOf('|');
  if (bar < 0) return { ip: value };
  const clause = value.slice(bar + 1);
  const equals = clause.indexOf('=');
  return { ip: value.slice(0, bar), where: { attribute: equals < 0 ? clause : clause.slice(0, equals), patterns: equals < 0 ? [] : clause.slice(equals + 1).split(';').filter(Boolean) } };
}

interface Annotated { readonly metadata: { readonly annotations?: Readonly<Record<string, string>> } }

/** The address that a pod is to have; undefined: any. Somebody may have written something else there. */
export function askedAddress({ metadata: { annotations } }: Annotated): string | undefined {
  const text = annotations?.[marks.requestedIpAnnotation];
  if (text === undefined) return undefined;
  try {
    const { ip } = JSON.parse(text) as { readonly ip?: unknown };
    return typeof ip === 'string' && ipVersion(ip) !== 0 ? ip : undefined;
  } catch {
    return undefined;
  }
}

export function isWhereAsked({ where }: RequestedIp, candidate: Pick<Candidate, 'hostname' | 'attributes'>): boolean {
  if (!where) return true;
  const attribute = attributeOf(candidate, where.attribute);
  return attribute?.kind === 'text' && where.patterns.some((pattern) => fitsPattern(pattern, attribute.value));
}
