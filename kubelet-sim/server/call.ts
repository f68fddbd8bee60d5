/** What the routes of a simulated kubelet's API are given, and how they refuse. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock, Logger, ObjectKey, Random, core } from '../../api';
import type { Answer } from '../functions';
import type { HostAccess } from '../host/access';
import type { Log } from '../logs/log';
import type { StreamRules } from '../rules/streams';
import type { Shell } from '../shell/shell';

/** The pods of the nodes that this process serves, as they are just now. */
export interface World {
  serves(node: string): boolean;
  pod(key: ObjectKey): core.Pod | undefined;
  podsOn(node: string): readonly core.Pod[];
  /** Called after every change of the pod, and when it is gone. Returns how to leave. */
  onChange(key: ObjectKey, listener: () => void): () => void;
  /** What a run of a container has said, by its id, where it really runs; absent: none does. */
  saidBy?(pod: core.Pod, id: string): Log | undefined;
  /** Who answers for a port of the pod, where a program is there that does. */
  answerOf?(pod: core.Pod, port: number): Answer | undefined;
}

/** The insides of containers. */
export interface Machines {
  /** A shell in a running container. */
  enter(pod: core.Pod, container: string, tty: boolean): Promise<Shell>;
  /** The program that a container runs has come to its end. */
  end(pod: core.Pod, container: string, exitCode: number): Promise<void>;
}

export interface Call {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly world: World;
  readonly machines: Machines;
  /** What objects say of looking into pods. */
  readonly rules: StreamRules;
  /** What they may have of this machine. */
  readonly access: HostAccess;
  /** Whose kubelet is spoken to. */
  readonly node: string;
  /** What the path says, by the names of its pattern. */
  readonly at: Readonly<Record<string, string>>;
  /** What follows a pattern that ends with `/*`, as sent, with its query. */
  readonly rest: string;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The connection, where it is to become another protocol's. */
  readonly upgrade?: { readonly socket: Socket; readonly head: Buffer };
  /** Aborts when the client is gone or the server closes. */
  readonly signal: AbortSignal;
}

export interface Route {
  readonly methods: readonly string[];
  /** `/containerLogs/{namespace}/{pod}/{container}`, `/podProxy/{namespace}/{pod}/{port}/*`. */
  readonly path: string;
  /** Answers, or takes the connection over. Rejects with a Refusal. */
  handle(call: Call): Promise<void> | void;
}

/** Said in plain text, as a kubelet does. */
export class Refusal extends Error {
  constructor(readonly code: number, message: string) {
    super(message);
  }
}

export function plain(response: ServerResponse, code: number, text: string): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  response.writeHead(code, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff', 'Content-Length': Buffer.byteLength(text) }).end(text);
}

/** The pod of a path (pkg/kubelet/server/server.go). */
export function podOf({ world, node, at: { namespace = '', pod: name = '' } }: Call): core.Pod {
  const pod = world.pod({ namespace, name });
  if (pod?.spec.nodeName !== node) throw new Refusal(404, `pod ${JSON.stringify(name)} does not exist\n`);
  return pod as core.Pod;
}
