/** One JSON value per line: the form of a watch. */

const newline = 10;

/** The complete lines of each chunk as one batch. A last line without its end is dropped: the stream broke off in it. */
export async function* jsonLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly unknown[]> {
  let rest: Uint8Array[] = [];
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(newline);
    if (end < 0) {
      rest.push(chunk);
      continue;
    }
    const text = Buffer.concat([...rest, chunk.subarray(0, end)]).toString('utf8');
    rest = end + 1 < chunk.length ? [chunk.subarray(end + 1)] : [];
    const values = text.split('\n').filter((line) => line.trim() !== '').map((line): unknown => JSON.parse(line));
    if (values.length > 0) yield values;
  }
}
