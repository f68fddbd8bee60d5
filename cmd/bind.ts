/** Which addresses may be listened on: without TLS and authentication only loopback, unless the user insists. */
import { isIP } from 'node:net';
import { UsageError } from './flag';

export const isLoopback = (address: string): boolean =>
  address === 'localhost' || address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));

export function checkBind(address: string, insecure: boolean): void {
  if (isLoopback(address) || insecure) return;
  throw new UsageError(`--bind ${address}: anyone who reaches this address could do anything: there is no TLS and no authentication. Bind a loopback address, or say --insecure-bind`);
}

/** Insisting does not help here. */
export function checkLocalExec(address: string, allowed: boolean): void {
  if (allowed && !isLoopback(address)) throw new UsageError(`--allow-local-exec with ${address}: anyone who reaches this address could run programs here. It is for servers on loopback addresses`);
}
