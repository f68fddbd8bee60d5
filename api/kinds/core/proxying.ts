/** What the /proxy of pods, services and nodes share. */
import { ApiError } from '../../errors';
import { nonSpecialIpText } from '../texts';

export const proxyVerbs = ['create', 'delete', 'get', 'patch', 'update'];

export const hostPort = (host: string, port: number | string | undefined): string => {
  const bracketed = host.includes(':') ? `[${host}]` : host;
  return port === undefined || port === '' ? bracketed : `${bracketed}:${port}`;
};

/** Nobody is led to the machine that the API server runs on (kubernetes pkg/proxy/util IsProxyableIP). */
export function refuseAddress(ip: string): void {
  if (nonSpecialIpText(ip).length) throw ApiError.badRequest('address not allowed');
}
