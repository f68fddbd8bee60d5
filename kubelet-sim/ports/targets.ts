/** Who answers for ports of simulated pods. */
import { isIPv4 } from 'node:net';

/** An address of this machine. */
export interface LoopbackTarget {
  readonly host: string;
  readonly port: number;
}

/** Undefined: the address is not one of this machine. Names are not looked up: what a name server says is not to be believed. */
export function loopbackTarget(address: string, port: number): LoopbackTarget | undefined {
  const plain = address.replace(/^\[(.*)\]$/, '$1');
  if (plain === 'localhost') return { host: '127.0.0.1', port };
  return plain === '::1' || (isIPv4(plain) && plain.startsWith('127.')) ? { host: plain, port } : undefined;
}

/** `8080=127.0.0.1:3000,9090=localhost:4000`; only to this machine. Undefined: it makes no sense. */
export function parseTargets(text: string): ReadonlyMap<number, LoopbackTarget> | undefined {
  const targets = new Map<number, LoopbackTarget>();
  for (const pair of text.split(',').map((each) => each.trim()).filter(Boolean)) {
    const [, port, host = 'localhost', targetPort] = /^(\d{1,5})=(?:([^=]+):)?(\d{1,5})$/.exec(pair) ?? [];
    const target = loopbackTarget(host, Number(targetPort));
    if (!port || Number(port) > 65535 || Number(targetPort) > 65535 || !target || host === '::1') return undefined;
    targets.set(Number(port), target);
  }
  return targets;
}
