/**
 * The audit log (k8s.io/apiserver endpoints/filters/audit.go): a policy says which requests are written down, and how much of
 * each; a sink takes the lines.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { Clock, Count, Measures, UserInfo } from '../../api';
import type { RequestAttributes } from '../layers/attributes';
import { upgradeOf } from '../layers/upgrade';
import { lineOf, referenceOf, shortenedAgent, type AuditEvent } from './event';
import type { AuditPolicy, Stage } from './policy';
import { AuditRecord } from './record';
import { judge, type Verdict } from './rules';

export interface AuditSink {
  write(line: string): void;
}

export interface AuditOptions {
  readonly policy: AuditPolicy;
  readonly sink: AuditSink;
}

export interface AuditDeps extends AuditOptions {
  readonly clock: Clock;
  readonly measures: Measures;
  /** Who asks. */
  readonly user: UserInfo;
}

export interface Asked {
  readonly attributes: RequestAttributes;
  /** Told to the client as Audit-Id. */
  readonly id: string;
  readonly longRunning: boolean;
}

export class Audit {
  private readonly verdictOn: (attributes: RequestAttributes, user: UserInfo) => Verdict | undefined;
  private readonly events: Count;

  constructor(private readonly deps: AuditDeps) {
    this.verdictOn = judge(deps.policy);
    this.events = deps.measures.counter('apiserver_audit_event_total', 'Counter of audit events generated and sent to the audit backend.')();
  }

  /** Undefined when the request is not audited. */
  begin(request: IncomingMessage, response: ServerResponse, asked: Asked): AuditRecord | undefined {
    const { attributes, longRunning } = asked;
    const verdict = this.verdictOn(attributes, this.deps.user);
    if (!verdict) return undefined;
    const event = this.eventOf(request, asked, verdict);
    const tell = (stage: Stage, at: number): void => {
      if (verdict.omitStages.has(stage)) return;
      this.events.value++;
      this.deps.sink.write(lineOf(event, stage, at));
    };
    const record = new AuditRecord(request, { event, isResource: attributes.isResource, omitManagedFields: verdict.omitManagedFields });
    tell('RequestReceived', event.receivedAt);
    this.follow(request, response, { event, record, longRunning, tell });
    return record;
  }

  private follow(request: IncomingMessage, response: ServerResponse, { event, record, longRunning, tell }: Following): void {
    const { clock } = this.deps;
    let started = false;
    const start = (): void => {
      if (started || !longRunning) return;
      started = true;
      tell('ResponseStarted', clock.now());
    };
    if (longRunning) onHead(response, (code) => {
      event.responseStatus = { ...event.responseStatus, code };
      start();
    });
    response.once('close', () => {
      event.responseStatus = record.panic === undefined ? endOf(request, response, event) : panicStatus(record.panic);
      if (record.panic === undefined) start();
      tell(record.panic === undefined ? 'ResponseComplete' : 'Panic', clock.now());
    });
  }

  private eventOf(request: IncomingMessage, { attributes, id }: Asked, { level }: Verdict): AuditEvent {
    return {
      level, auditID: id, requestURI: request.url ?? '', verb: attributes.verb, user: this.deps.user,
      sourceIPs: sourcesOf(request), userAgent: shortenedAgent(request.headers['user-agent']), receivedAt: this.deps.clock.now(),
      ...(attributes.isResource && { objectRef: referenceOf(attributes) }),
    };
  }
}

interface Following {
  readonly event: AuditEvent;
  readonly record: AuditRecord;
  readonly longRunning: boolean;
  readonly tell: (stage: Stage, at: number) => void;
}

function endOf(request: IncomingMessage, { headersSent, statusCode }: ServerResponse, { responseStatus }: AuditEvent): AuditEvent['responseStatus'] {
  if (headersSent) return { ...responseStatus, code: statusCode };
  return upgradeOf(request) ? { code: 101 } : { status: 'Success', message: 'Connection closed early', code: 200 };
}

const panicStatus = (why: string): AuditEvent['responseStatus'] => ({ status: 'Failure', message: `APIServer panic'd: ${why}`, reason: 'InternalError', code: 500 });

/** Calls back when the answer begins. */
function onHead(response: ServerResponse, begun: (code: number) => void): void {
  const writeHead = response.writeHead.bind(response) as (...given: readonly unknown[]) => ServerResponse;
  response.writeHead = ((code: number, ...rest: readonly unknown[]) => {
    const result = writeHead(code, ...rest);
    begun(code);
    return result;
  }) as typeof response.writeHead;
}

/** Who has sent it on, as they say, and who has sent it here (k8s.io/apimachinery pkg/util/net SourceIPs). */
function sourcesOf({ headers, socket }: IncomingMessage): string[] {
  const forwarded = headers['x-forwarded-for'];
  const chain = (Array.isArray(forwarded) ? forwarded.join(',') : forwarded ?? '').split(',').map((part) => part.trim()).filter(isIP);
  const real = headers['x-real-ip'];
  if (typeof real === 'string' && isIP(real) && !chain.includes(real)) chain.push(real);
  const remote = socket.remoteAddress?.replace(/^::ffff:/, '');
  return remote !== undefined && chain.at(-1) !== remote ? [...chain, remote] : chain;
}
