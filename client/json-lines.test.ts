import { jsonLines } from './json-lines';

async function* from(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

async function batches(parts: readonly Uint8Array[]): Promise<(readonly unknown[])[]> {
  const result: (readonly unknown[])[] = [];
  for await (const batch of jsonLines(from(parts))) result.push(batch);
  return result;
}

test('a batch per chunk', async () => {
  expect(await batches([Buffer.from('{"a":1}\n{"a":2}\n'), Buffer.from('{"a":3}\n')])).toEqual([[{ a: 1 }, { a: 2 }], [{ a: 3 }]]);
});

test('lines and characters may be cut anywhere', async () => {
  const bytes = Buffer.from('{"a":"ä€😀"}\n\n{"b":2}\n');
  const expected = [{ a: 'ä€😀' }, { b: 2 }];
  for (let cut = 1; cut < bytes.length; cut++) expect((await batches([bytes.subarray(0, cut), bytes.subarray(cut)])).flat()).toEqual(expected);
  expect((await batches([...bytes].map((byte) => Uint8Array.of(byte)))).flat()).toEqual(expected);
});

test('a last line without its end is dropped', async () => {
  expect(await batches([Buffer.from('{"a":1}\n{"a":')])).toEqual([[{ a: 1 }]]);
});
