/** Messages in bytes (RFC 1035, RFC 6891): what is asked, and the answer to it. Nothing that is sent here makes it throw. */
import packet, { type Answer, type DecodedPacket, type OptAnswer, type Question } from 'dns-packet';
import { codes, type Code, type Found } from './records';

const headerSize = 12;
const responseBit = 0x8000;
const opcodeMask = 0x7800;
/** Of a message over UDP without EDNS. */
const plainLimit = 512;
/** What fits into one piece on nearly every way (dnsflagday.net). */
const ednsLimit = 1232;
/** The length of a message over TCP is written in two bytes. */
const tcpLimit = 65535;

export type Resolve = (question: Question) => Found;

/** The answer to `bytes`; undefined: it is no query, and nobody waits for an answer. */
export function answerTo(bytes: Buffer, transport: 'udp' | 'tcp', resolve: Resolve): Buffer | undefined {
  if (bytes.length < headerSize || bytes.readUInt16BE(2) & responseBit) return undefined;
  if (bytes.readUInt16BE(2) & opcodeMask) return bare(bytes, 'NOTIMP');
  const query = decoded(bytes);
  const [question, ...more] = query?.questions ?? [];
  if (!query || !question || more.length) return bare(bytes, 'FORMERR');
  const opts = (query.additionals ?? []).filter((one): one is OptAnswer => one.type === 'OPT');
  const [opt] = opts;
  // At most one of them, RFC 6891, section 6.1.1.
  if (opts.length > 1) return bare(bytes, 'FORMERR');
  const found: Found = opt && opt.ednsVersion !== 0 ? { code: 'BADVERS' } : resolve(question);
  const limit = transport === 'tcp' ? tcpLimit : Math.min(Math.max(opt?.udpPayloadSize ?? plainLimit, plainLimit), ednsLimit);
  return encoded(bytes, question, found, opt !== undefined, limit) ?? bare(bytes, 'SERVFAIL');
}

function decoded(bytes: Buffer): DecodedPacket | undefined {
  try {
    return packet.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Its header alone. */
function bare(bytes: Buffer, code: Code): Buffer {
  const answer = Buffer.alloc(headerSize);
  bytes.copy(answer, 0, 0, 4);
  answer.writeUInt16BE(responseBit | (bytes.readUInt16BE(2) & (opcodeMask | packet.RECURSION_DESIRED)) | codes[code], 2);
  return answer;
}

/** What does not fit is left out, and the client asks again over TCP. Undefined: it cannot be written. */
function encoded(bytes: Buffer, question: Question, { code, answers = [], authorities = [], additionals = [] }: Found, edns: boolean, limit: number): Buffer | undefined {
  const asked = bytes.readUInt16BE(2) & packet.RECURSION_DESIRED;
  const authoritative = code === 'NOERROR' || code === 'NXDOMAIN' ? packet.AUTHORITATIVE_ANSWER : 0;
  const write = (flags: number, sections: { answers?: readonly Answer[]; authorities?: readonly Answer[]; additionals?: readonly Answer[] }): Buffer => packet.encode({
    type: 'response', id: bytes.readUInt16BE(0), flags: asked | authoritative | flags | (codes[code] & 0xf), questions: [question],
    answers: asAsked(sections.answers, question), authorities: asAsked(sections.authorities, question), additionals: [...(sections.additionals ?? []), ...(edns ? [optOf(code)] : [])],
  });
  try {
    const whole = write(0, { answers, authorities, additionals });
    if (whole.length <= limit) return whole;
    // Additional records are a favour.
    const needed = write(0, { answers, authorities });
    return needed.length <= limit ? needed : write(packet.TRUNCATED_RESPONSE, {});
  } catch {
    return undefined;
  }
}

/** The name as the client spelt it: some check that (draft-vixie-dnsext-dns0x20). */
const asAsked = (records: readonly Answer[] | undefined, { name }: Question): Answer[] =>
  (records ?? []).map((record) => (record.name === name.toLowerCase() ? { ...record, name } : record));

const optOf = (code: Code): OptAnswer => ({ name: '.', type: 'OPT', udpPayloadSize: ednsLimit, extendedRcode: codes[code] >> 4, ednsVersion: 0, flags: 0, flag_do: false, options: [] });
