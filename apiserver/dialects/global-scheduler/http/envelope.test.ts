import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ApiError } from '../../../../api';
import { BodySyntaxError, type Response } from '../../../dialect';
import { PlacementFault } from '../service';
import { faultCodes, faultOf, sendJson } from './envelope';
import { Repeated } from './written';

it('docs/dialects/global-scheduler.md lists exactly the codes that are told, with their statuses', () => {
  const text = readFileSync(join(__dirname, '../../../../docs/dialects/global-scheduler.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `(GS\.\d{6})` \| ([\d, ]+) \|/gm)].flatMap(([, code, statuses = '']) => statuses.split(', ').map((status) => `${code} ${status}`));
  expect(new Set(rows)).toEqual(new Set(Object.values(faultCodes).map(({ code, status }) => `${code} ${status}`)));
});

it.each<[string, unknown, object | undefined]>([
  ['what was sent', new BodySyntaxError('EOF', 'context'), { status: 400, code: 'GS.000007', message: 'The request body parameter is illegal: EOF.' }],
  ['a size', ApiError.tooLarge(3), { status: 413, code: 'GS.000010', message: 'the request body is illegal!' }],
  ['what placed', new PlacementFault('no'), { status: 500, code: 'GS.000001', message: 'Internal Server Error: no' }],
  ['what placed without a word', new PlacementFault(), { status: 500, code: 'GS.000001', message: 'Internal Server Error!' }],
  ['what is kept', ApiError.badRequest('no'), { status: 400, code: 'GS.000007', message: 'The request body parameter is illegal: no.' }],
  ['who judges what is kept', ApiError.forbidden({ group: '', plural: 'allocations' }, 'a', 'no'), { status: 403, code: 'GS.000005', message: 'allocations "a" is forbidden: no' }],
  ['the registry', ApiError.unavailable('the store is away'), { status: 500, code: 'GS.000001', message: 'Internal Server Error: the store is away' }],
  ['a bug', new TypeError('x'), undefined],
])('tells of %s', (_what, error, fault) => (fault ? expect(faultOf(error)).toMatchObject(fault) : expect(faultOf(error)).toBeUndefined()));

it('an answer ends when its reader has left, and that is no error', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const asking = get(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const [, response] = await once(server, 'request') as [IncomingMessage, Response];
  const sent = sendJson(response, 200, { x: new Repeated([{ item: { a: 'b' }, times: 1e12 }]) });
  const [answer] = await once(asking, 'response') as [IncomingMessage];
  await once(answer, 'data');
  answer.destroy();
  await expect(sent).resolves.toBeUndefined();
  server.close();
});
