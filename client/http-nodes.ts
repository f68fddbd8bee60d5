/**
 * What runs on nodes, asked where it runs: functions are called, and the logs of containers read, at the simulated kubelet of a node. It is
 * looked for on loopback only, at the port that the node names, and spoken to when it says that it serves this very node.
 */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { kubeletPortOf, loopback, servedNodeHeader, type Clock, type core, type ObjectKey } from '../api';
import type { FunctionAnswer, NodeCalls } from './node-calls';

/** Who knows the nodes. */
export interface Nodes {
  get(key: ObjectKey): core.Node | undefined;
  list(): readonly core.Node[];
}

interface Kubelet {
  readonly node: string;
  readonly port: number;
}

interface Answer {
  readonly code: number;
  readonly text: string;
}

/** Of the kubelet's answer to whether it is there. */
const patienceMs = 5000;
/** More than any function may answer, or container have written. */
const mostBytes = 32 * 1024 * 1024;

export function createNodeCalls(nodes: Nodes, clock: Clock): NodeCalls {
  let turn = 0;

  /** One node of each kubelet: a function may be known to one of them only. */
  function kubelets(): Kubelet[] {
    const byPort = new Map(nodes.list().map(kubeletOf).map((kubelet) => [kubelet.port, kubelet]));
    byPort.delete(0);
    const all = [...byPort.values()].sort((a, b) => a.port - b.port);
    const first = turn++ % Math.max(all.length, 1);
    return [...all.slice(first), ...all.slice(0, first)];
  }

  async function ask({ node, port }: Kubelet, method: string, path: string, body: string | undefined, signal: AbortSignal): Promise<Answer> {
    const headers = { host: node, ...(body !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }) };
    const asking = httpRequest({ host: loopback, port, method, path, headers, agent: false, signal }).end(body);
    const [answer] = await once(asking, 'response') as [IncomingMessage];
    return { code: answer.statusCode ?? 500, text: await textOf(answer) };
  }

  async function serves({ node, port }: Kubelet, signal: AbortSignal): Promise<boolean> {
    const late = new AbortController();
    const timer = clock.after(patienceMs, () => late.abort());
    try {
      const asking = httpRequest({ host: loopback, port, path: '/healthz', headers: { host: node }, agent: false, signal: AbortSignal.any([signal, late.signal]) }).end();
      const [answer] = await once(asking, 'response') as [IncomingMessage];
      answer.on('error', () => undefined).resume();
      return answer.statusCode === 200 && answer.headers[servedNodeHeader] === node;
    } catch {
      return false; // Whatever listens there is no kubelet.
    } finally {
      timer.cancel();
    }
  }

  return {
    async invoke(namespace, name, body, signal) {
      for (const kubelet of kubelets()) {
        if (!(await serves(kubelet, signal))) continue;
        try {
          return functionAnswer(await ask(kubelet, 'POST', `/functions/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`, body, signal));
        } catch (error) {
          signal.throwIfAborted();
          // Whoever has gone midway has not said how far the function was.
          return { type: 'unavailable', message: `the kubelet of node ${kubelet.node} broke off: ${String(error)}` };
        }
      }
      signal.throwIfAborted();
      return { type: 'unavailable', message: 'no node answers' };
    },
    async log(pod, container, stream, limitBytes, signal) {
      const { metadata: { namespace = '', name = '' }, spec: { nodeName = '' } } = pod;
      const node = nodes.get({ name: nodeName });
      const kubelet = node && kubeletOf(node);
      if (!kubelet?.port || !(await serves(kubelet, signal))) throw new Error(`the kubelet of node ${nodeName} does not answer`);
      const path = `/containerLogs/${[namespace, name, container].map(encodeURIComponent).join('/')}?stream=${stream}&limitBytes=${limitBytes}`;
      const { code, text } = await ask(kubelet, 'GET', path, undefined, signal);
      if (code !== 200) throw new Error(text.trimEnd());
      return text;
    },
  };
}

const kubeletOf = (node: core.Node): Kubelet => ({ node: node.metadata.name ?? '', port: kubeletPortOf(node) });

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    if ((size += chunk.length) > mostBytes) throw new Error(`the answer has more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** `{"data": …}` or `{"error": …}`. */
function functionAnswer({ code, text }: Answer): FunctionAnswer {
  const answer = parsed(text);
  const message = typeof answer?.error === 'string' ? answer.error : `the call was answered with ${code}`;
  if (code === 200 && answer && 'data' in answer) return { type: 'data', json: dataText(text, answer) };
  if (code === 404) return { type: 'missing', message };
  return { type: code === 503 || code === 429 ? 'unavailable' : 'failed', message };
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}

/** As it was written, where it stands alone: numbers keep all their digits. */
function dataText(text: string, answer: Readonly<Record<string, unknown>>): string {
  const [, alone] = Object.keys(answer).length === 1 ? /^\s*\{\s*"data"\s*:\s*([^]*\S)\s*\}\s*$/.exec(text) ?? [] : [];
  return alone ?? JSON.stringify(answer.data);
}
