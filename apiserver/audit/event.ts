/** One line of the audit log: audit.k8s.io/v1 Event as JSON, its members in upstream's order. */
import { formatMicroTime, type Status, type UserInfo } from '../../api';
import type { RequestAttributes } from '../layers/attributes';
import type { Level, Stage } from './policy';

export interface ObjectReference {
  resource?: string;
  namespace?: string;
  name?: string;
  uid?: string;
  apiGroup?: string;
  apiVersion?: string;
  resourceVersion?: string;
  subresource?: string;
}

/** What is known of a request at a stage. */
export interface AuditEvent {
  readonly level: Level;
  readonly auditID: string;
  readonly requestURI: string;
  readonly verb: string;
  readonly user: UserInfo;
  readonly sourceIPs: readonly string[];
  readonly userAgent: string;
  objectRef?: ObjectReference;
  responseStatus?: Partial<Status>;
  /** JSON texts. */
  requestObject?: string;
  responseObject?: string;
  readonly receivedAt: number;
  annotations?: Record<string, string>;
}

const longestAgent = 1024;

export const shortenedAgent = (agent = ''): string => (agent.length > longestAgent ? `${agent.slice(0, longestAgent)}...TRUNCATED` : agent);

export function referenceOf({ resource, namespace, name, group, version, subresource }: RequestAttributes): ObjectReference {
  return withoutEmpty({ resource, namespace, name, uid: '', apiGroup: group, apiVersion: version, resourceVersion: '', subresource });
}

/** The members in the order in which they are written. */
export const withoutEmpty = <T extends object>(value: T): T => Object.fromEntries(Object.entries(value).filter(([, member]) => member !== '' && member !== undefined)) as T;

export function lineOf(event: AuditEvent, stage: Stage, at: number): string {
  const { level, auditID, requestURI, verb, user, sourceIPs, userAgent, objectRef, responseStatus, requestObject, responseObject, receivedAt, annotations } = event;
  const members: readonly (readonly [string, string | undefined])[] = [
    ['kind', '"Event"'], ['apiVersion', '"audit.k8s.io/v1"'], ['level', text(level)], ['auditID', text(auditID)], ['stage', text(stage)],
    ['requestURI', text(requestURI)], ['verb', text(verb)], ['user', text({ username: user.name, ...(user.groups.length && { groups: user.groups }) })],
    ['sourceIPs', sourceIPs.length ? text(sourceIPs) : undefined], ['userAgent', userAgent ? text(userAgent) : undefined],
    ['objectRef', objectRef && text(objectRef)], ['responseStatus', responseStatus && text({ metadata: {}, ...responseStatus })],
    ['requestObject', requestObject], ['responseObject', responseObject],
    ['requestReceivedTimestamp', text(formatMicroTime(receivedAt))], ['stageTimestamp', text(formatMicroTime(at))], ['annotations', annotations && text(annotations)],
  ];
  return `{${members.flatMap(([name, json]) => (json === undefined ? [] : [`"${name}":${json}`])).join(',')}}\n`;
}

const text = (value: unknown): string => JSON.stringify(value);
