/**
 * Files out of an uploaded zip. Nothing of it is written to this machine; names that lead out of the archive, entries that are larger than
 * they say, and more than anybody needs are refused before they are unpacked, and while they are.
 */
import type { Entry, ZipFile } from 'yauzl';
import { CompileFault } from './program';

/** Of an upload as it is sent: what etcd takes is less. */
const mostArchiveBytes = 4 * 1024 * 1024;
const mostFiles = 1000;
const mostBytes = 16 * 1024 * 1024;

/** Throws CompileFault. */
export async function filesOfArchive(base64: string): Promise<Record<string, Uint8Array>> {
  const text = base64.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new CompileFault('archive: this is no base64');
  if (text.length * 0.75 > mostArchiveBytes) throw new CompileFault(`archive: more than ${mostArchiveBytes} bytes`);
  try {
    return await unpack(Buffer.from(text, 'base64'));
  } catch (error) {
    if (error instanceof CompileFault) throw error;
    throw new CompileFault(`archive: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function unpack(bytes: Buffer): Promise<Record<string, Uint8Array>> {
  const zip = await opened(bytes);
  if (zip.entryCount > mostFiles) throw new CompileFault(`archive: more than ${mostFiles} files`);
  const files: [string, Uint8Array][] = [];
  let left = mostBytes;
  for await (const entry of entriesOf(zip)) {
    if (entry.fileName.endsWith('/')) continue;
    if (entry.isEncrypted()) throw new CompileFault(`archive: ${entry.fileName} is encrypted`);
    left -= entry.uncompressedSize;
    if (left < 0) throw new CompileFault(`archive: more than ${mostBytes} bytes when it is unpacked`);
    files.push([entry.fileName, await contentOf(zip, entry)]);
  }
  // Whatever they are called, they are members of their own.
  return Object.fromEntries(files);
}

/** Names are judged here: absolute ones, those with `..` and with backslashes are refused. */
async function opened(bytes: Buffer): Promise<ZipFile> {
  // Loaded by the first who needs it.
  const { fromBuffer } = await import('yauzl');
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, strictFileNames: true, validateEntrySizes: true }, (error, zip) => (error ? reject(error) : resolve(zip)));
  });
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  const next = (): Promise<Entry | undefined> => new Promise((resolve, reject) => {
    zip.removeAllListeners().once('entry', resolve).once('end', () => resolve(undefined)).once('error', reject);
    zip.readEntry();
  });
  for (let entry = await next(); entry; entry = await next()) yield entry;
}

/** An entry that is larger than it says ends with an error as soon as it is. */
function contentOf(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error);
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk)).once('end', () => resolve(new Uint8Array(Buffer.concat(chunks)))).once('error', reject);
    });
  });
}
