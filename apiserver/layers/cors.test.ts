import { serve, type TestServer } from '../testing/serve';

const mine = 'http://localhost:3000';

let served: TestServer | undefined;

afterEach(async () => {
  await served?.stop();
  served = undefined;
});

async function headersFor(origins: readonly string[], origin: string | undefined, method = 'GET', more: Record<string, string> = {}): Promise<Record<string, unknown>> {
  served = await serve({ corsAllowedOrigins: origins });
  const { status, headers } = await fetch(`${served.url}/version`, { method, headers: { ...(origin && { origin }), ...more } });
  return { status, origin: headers.get('access-control-allow-origin'), credentials: headers.get('access-control-allow-credentials'), methods: headers.get('access-control-allow-methods'), headers: headers.get('access-control-allow-headers'), vary: headers.get('vary') };
}

const none = { origin: null, credentials: null, methods: null, headers: null };

describe('a page of another origin', () => {
  it('may read answers where it is named, with credentials', async () => {
    expect(await headersFor([mine, 'http://127.0.0.1:3000'], mine)).toMatchObject({ status: 200, origin: mine, credentials: 'true', vary: 'Origin' });
  });

  it.each<[string, readonly string[], string | undefined]>([
    ['is not named', [mine], 'http://localhost:3001'],
    ['is not named, but begins so', [mine], `${mine}0`],
    ['does not say where it is from', [mine], undefined],
    ['comes where nobody is named', [], mine],
  ])('may not where it %s', async (_case, origins, origin) => {
    expect(await headersFor(origins, origin)).toMatchObject({ status: 200, ...none });
  });

  it('may read answers where all may, without credentials', async () => {
    expect(await headersFor(['*'], 'http://example.com')).toMatchObject({ status: 200, origin: '*', credentials: null });
  });

  it('asks before it sends what is not simple', async () => {
    const asked = { 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'content-type,x-more' };
    expect(await headersFor([mine], mine, 'OPTIONS', asked)).toEqual({
      status: 204, origin: mine, credentials: 'true', methods: 'GET,HEAD,PUT,PATCH,POST,DELETE', headers: 'content-type,x-more',
      vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
    });
  });

  it('is told nothing when it may not', async () => {
    expect(await headersFor([mine], 'http://example.com', 'OPTIONS', { 'access-control-request-method': 'PUT' })).toMatchObject({ status: 204, ...none });
  });
});
