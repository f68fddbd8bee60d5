/** Who answers for ports of simulated pods. */

/** An address of this machine. */
export interface LoopbackTarget {
  readonly host: string;
  readonly port: number;
}

/** `8080=127.0.0.1:3000,9090=localhost:4000`; only to this machine. Undefined: it makes no sense. */
export function parseTargets(text: string): ReadonlyMap<number, LoopbackTarget> | undefined {
  const targets = new Map<number, LoopbackTarget>();
  for (const pair of text.split(',').map((each) => each.trim()).filter(Boolean)) {
    const [, port, host = '', target] = /^(\d{1,5})=(?:(localhost|127(?:\.\d{1,3}){3}|\[::1\]):)?(\d{1,5})$/.exec(pair) ?? [];
    if (!port || Number(port) > 65535 || Number(target) > 65535) return undefined;
    targets.set(Number(port), { host: host === '[::1]' ? '::1' : host.startsWith('127.') ? host : '127.0.0.1', port: Number(target) });
  }
  return targets;
}
