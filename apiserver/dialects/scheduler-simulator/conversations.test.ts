import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { kubernetes } from '../../index';
import { serve, type TestServer } from '../../testing/serve';
import { schedulerSimulator } from './index';
import { haveAgain } from './testing/conversation';
import { scheduler } from './testing/scheduler';

const folder = join(__dirname, 'testdata');

let served: TestServer | undefined;

afterEach(async () => {
  await served?.stop();
  served = undefined;
});

it.each(readdirSync(folder))('is answered as on record: %s', async (file) => {
  served = await serve({ dialects: [schedulerSimulator, kubernetes], scheduler: scheduler(), corsAllowedOrigins: ['http://localhost:3000'] });
  const { recorded, now } = await haveAgain(join(folder, file), served);
  expect(now).toBe(recorded);
});
