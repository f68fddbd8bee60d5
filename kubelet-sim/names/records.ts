/** What the responder says, before it is put into bytes. */
import type { Answer, SoaAnswer } from 'dns-packet';

/** RFC 1035, section 4.1.1; RFC 6891. */
export const codes = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5, BADVERS: 16 } as const;

export type Code = keyof typeof codes;

/** Names here are in lower case and end without a dot. */
export interface Found {
  readonly code: Code;
  readonly answers?: readonly Answer[];
  readonly authorities?: readonly Answer[];
  readonly additionals?: readonly Answer[];
}

/** Seconds for which an answer may be remembered: CoreDNS' default for services. */
export const ttl = 5;

export const a = (name: string, data: string): Answer => ({ name, type: data.includes(':') ? 'AAAA' : 'A', ttl, data });
export const cname = (name: string, data: string): Answer => ({ name, type: 'CNAME', ttl, data });
export const ptr = (name: string, data: string): Answer => ({ name, type: 'PTR', ttl, data });
export const srv = (name: string, target: string, port: number): Answer => ({ name, type: 'SRV', ttl, data: { priority: 0, weight: 100, port, target } });

/** For whom a name that is not there, or has nothing of that type, is not there: until it is asked for again (RFC 2308). */
export const soa = (zone: string, serial: number): SoaAnswer => ({
  name: zone, type: 'SOA', ttl, data: { mname: `ns.dns.${zone}`, rname: `hostmaster.${zone}`, serial, refresh: 7200, retry: 1800, expire: 86400, minimum: ttl },
});
