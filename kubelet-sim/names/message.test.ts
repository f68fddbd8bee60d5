/** Messages in bytes: what cannot be understood, what does not fit. */
import packet, { type Answer, type DecodedPacket, type Question } from 'dns-packet';
import { seededRandom } from '../../api';
import { answerTo } from './message';
import { a, soa, srv, type Found } from './records';

const question: Question = { type: 'A', name: 'Web.Default.svc.cluster.local', class: 'IN' };
const asked: string[] = [];

const resolving = (found: Found) => ({ name }: Question): Found => {
  asked.push(name);
  return found;
};

const addresses = (count: number): Answer[] => Array.from({ length: count }, (_, i) => a('web.default.svc.cluster.local', `10.0.${i >> 8}.${i & 255}`));
const found = (count = 1): Found => ({ code: 'NOERROR', answers: addresses(count) });

const query = (more: Parameters<typeof packet.encode>[0] = {}): Buffer => packet.encode({ type: 'query', id: 77, flags: packet.RECURSION_DESIRED, questions: [question], ...more });

function answered(bytes: Buffer, outcome: Found = found(), transport: 'udp' | 'tcp' = 'udp'): DecodedPacket & { rcode: string } {
  const answer = answerTo(bytes, transport, resolving(outcome));
  if (!answer) throw new Error('no answer');
  return packet.decode(answer) as DecodedPacket & { rcode: string };
}

const edns = (udpPayloadSize: number, ednsVersion = 0): Answer => ({ type: 'OPT', name: '.', udpPayloadSize, extendedRcode: 0, ednsVersion, flags: 0, flag_do: false, options: [] });

test('an answer carries the question, and its names as they were spelt', () => {
  const { id, flag_qr, flag_aa, flag_rd, flag_ra, flag_tc, questions, answers, rcode } = answered(query());
  expect({ id, flag_qr, flag_aa, flag_rd, flag_ra, flag_tc, rcode }).toEqual({ id: 77, flag_qr: true, flag_aa: true, flag_rd: true, flag_ra: false, flag_tc: false, rcode: 'NOERROR' });
  expect(questions).toEqual([question]);
  expect(answers?.map(({ name }) => name)).toEqual([question.name]);
});

test.each(['NXDOMAIN', 'SERVFAIL', 'REFUSED'] as const)('%s is said', (code) => {
  const answer = answered(query(), { code, authorities: [soa('cluster.local', 1)] });
  expect([answer.rcode, answer.answers, answer.authorities?.map(({ type }) => type)]).toEqual([code, [], ['SOA']]);
});

test.each<[string, Buffer, 'udp' | 'tcp', number, boolean]>([
  ['few fit', query(), 'udp', 5, false],
  ['many do not', query(), 'udp', 60, true],
  ['more with EDNS', query({ additionals: [edns(4096)] }), 'udp', 20, false],
  ['but not any number', query({ additionals: [edns(65535)] }), 'udp', 60, true],
  ['a size below 512 means 512', query({ additionals: [edns(1)] }), 'udp', 5, false],
  ['over TCP all', query(), 'tcp', 1000, false],
  ['as far as lengths go', query(), 'tcp', 2000, true],
])('%s', (_what, bytes, transport, count, truncated) => {
  const { flag_tc, answers } = answered(bytes, found(count), transport);
  expect({ flag_tc, count: answers?.length }).toEqual({ flag_tc: truncated, count: truncated ? 0 : count });
});

test('what is told beside the answer is left out first', () => {
  const { flag_tc, answers, additionals } = answered(query(), { ...found(3), additionals: addresses(30) });
  expect([flag_tc, answers?.length, additionals?.length]).toEqual([false, 3, 0]);
});

test('EDNS is answered with EDNS, and not otherwise', () => {
  expect(answered(query()).additionals).toEqual([]);
  expect(answered(query({ additionals: [edns(4096)] })).additionals).toMatchObject([{ type: 'OPT', udpPayloadSize: 1232, ednsVersion: 0, extendedRcode: 0 }]);
  // RFC 6891, section 6.1.3.
  expect(answered(query({ additionals: [edns(4096, 1)] })).additionals).toMatchObject([{ type: 'OPT', extendedRcode: 1 }]);
  expect(answered(query({ additionals: [edns(4096), edns(4096)] })).rcode).toBe('FORMERR');
});

const withBytes = (at: number, ...bytes: number[]): Buffer => {
  const changed = Buffer.from(query());
  for (const [i, byte] of bytes.entries()) changed[at + i] = byte;
  return changed;
};

test.each<[string, Buffer, string]>([
  ['no question', query({ questions: [] }), 'FORMERR'],
  ['two questions', query({ questions: [question, question] }), 'FORMERR'],
  ['a question that ends too soon', query().subarray(0, 20), 'FORMERR'],
  ['a name that points to itself', withBytes(12, 0xc0, 12), 'FORMERR'],
  ['a count of questions that are not there', withBytes(4, 0xff, 0xff), 'FORMERR'],
  ['another operation', withBytes(2, 0x28), 'NOTIMP'],
])('%s: %#', (_what, bytes, rcode) => {
  asked.length = 0;
  const answer = answered(bytes);
  expect({ rcode: answer.rcode, id: answer.id, questions: answer.questions, asked }).toEqual({ rcode, id: 77, questions: [], asked: [] });
});

test.each<[string, Buffer]>([
  ['nothing', Buffer.alloc(0)],
  ['less than a header', query().subarray(0, 11)],
  // Two responders would answer each other for ever.
  ['an answer', packet.encode({ type: 'response', id: 1, questions: [question] })],
])('%s is not answered', (_what, bytes) => expect(answerTo(bytes, 'udp', resolving(found()))).toBeUndefined());

test('an answer that cannot be written', () => {
  expect(answered(query(), { code: 'NOERROR', answers: [srv('web', 'web', 70_000)] }).rcode).toBe('SERVFAIL');
});

test('whatever is sent, nothing breaks and nothing is longer than allowed', () => {
  const random = seededRandom(7);
  for (let i = 0; i < 5000; i++) {
    const bytes = Buffer.from(i % 2 ? query({ additionals: [edns(4096)] }) : Array.from({ length: random.int(80) }, () => random.int(256)));
    for (let flips = random.int(6); flips > 0 && bytes.length > 0; flips--) bytes[random.int(bytes.length)] = random.int(256);
    const answer = answerTo(bytes, 'udp', () => found(random.int(100)));
    if (answer) expect(answer.length).toBeLessThanOrEqual(1232);
  }
});
